import type { RunAnswer, RunRecord } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printAge, printTable } from "../print.ts";
import { withGateway } from "../with-gateway.ts";
import { failSurface } from "./fail-surface.ts";
import { printAnswer } from "./run.ts";

export interface RunsOptions extends GlobalOptions {
  readonly limit?: number;
  readonly status?: string;
}

/** All runs of the data folder, or one of them with its calls. */
export async function runs(runId: string | undefined, options: RunsOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    if (runId !== undefined) {
      const answer = (await client.get(`/api/runs/${encodeURIComponent(runId)}`)) as RunAnswer;
      output.result(answer, () => {
        const rows = answer.toolCalls.map((call) => [
          String(call.seq),
          `${call.server}.${call.tool}`,
          call.status,
          `${call.durationMs} ms`,
          call.errorCode ?? "",
        ]);
        const calls = rows.length === 0 ? "" : `${printTable([["#", "tool", "status", "time", "error"], ...rows])}\n`;
        return calls + printAnswer(answer, output);
      });
      return EXIT_OK;
    }
    const query = new URLSearchParams({
      ...(options.limit === undefined ? {} : { limit: String(options.limit) }),
      ...(options.status === undefined ? {} : { status: options.status }),
    });
    const { runs: list } = (await client.get(`/api/runs?${query}`)) as { runs: readonly RunRecord[] };
    output.result({ runs: list }, () => {
      if (list.length === 0) return "No runs yet";
      const rows = list.map((run) => [
        run.runId,
        run.status === "failed" ? output.paint("red", `failed ${run.errorCode ?? ""}`) : run.status,
        run.principal,
        String(run.toolCallCount),
        printAge(run.startedAt),
        run.skill ?? firstLine(run.snippet),
      ]);
      return printTable([["run", "status", "principal", "calls", "started", "code"], ...rows]);
    });
    return EXIT_OK;
  });
}

export async function runAction(action: "resume" | "cancel", runId: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const reply = await output.progress(`${action} ${runId}`, client.tool("getRun", { runId, action }));
    if (reply.isError === true) return failSurface(reply, output);
    const answer = reply.structuredContent as unknown as RunAnswer;
    output.result(answer, () => printAnswer(answer, output));
    return EXIT_OK;
  });
}

function firstLine(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
