import type { ServerContext } from "@modelcontextprotocol/server";
import type { LogLine } from "@sluice/contracts";

/** A client that reads slower than that misses lines, instead of having them pile up here. */
const MAX_QUEUED = 500;

const MCP_LEVELS = { debug: "debug", info: "info", log: "info", warn: "warning", error: "error" } as const;

export interface LiveNotes {
  progress(message: string): void;
  line(line: LogLine): void;
}

/**
 * Console lines and progress while a run goes on, one after another. A client that went away misses them and nothing
 * else; the answer has the lines in any case.
 */
export function createLiveNotes({ mcpReq }: Pick<ServerContext, "mcpReq">): LiveNotes {
  const progressToken = mcpReq._meta?.progressToken;
  let progress = 0;
  let queued = 0;
  let missed = 0;
  let last: Promise<unknown> = Promise.resolve();

  const notify = async (message: string): Promise<void> => {
    if (progressToken === undefined) return;
    progress += 1;
    await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, message } });
  };
  const queue = (send: () => Promise<void>): void => {
    if (queued >= MAX_QUEUED) {
      missed += 1;
      return;
    }
    queued += 1;
    const gap = missed;
    missed = 0;
    last = last
      .then(() => (gap === 0 ? undefined : notify(`… ${gap} lines left out here, the answer has them`)))
      .then(send)
      .catch(() => undefined)
      .finally(() => {
        queued -= 1;
      });
  };
  return {
    progress: (message) => queue(() => notify(message)),
    line: ({ level, text }) =>
      queue(async () => {
        await notify(text);
        await mcpReq.log(MCP_LEVELS[level], text, "run");
      }),
  };
}
