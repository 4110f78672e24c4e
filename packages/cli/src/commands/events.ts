import { errorTable, isEngineError, type SluiceEvent } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printSafe } from "../print.ts";
import { withGateway } from "../with-gateway.ts";

export interface EventsOptions extends GlobalOptions {
  readonly follow?: boolean;
  readonly types?: string;
}

const RECENT_MS = 300;
const RECONNECT_MS = 1_000;

/** Recent events of the running gateway; with --follow, all that come, also across its restarts. */
export async function events(options: EventsOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const stop = new AbortController();
    process.once("SIGINT", () => stop.abort());
    // Whoever read them is gone, as `head` is after its lines.
    process.stdout.once("error", () => stop.abort());
    const query = options.types === undefined ? "" : `?types=${encodeURIComponent(options.types)}`;
    let lastId = "evt_0";
    let isAway = false;
    const onEvent = (id: string, data: string): void => {
      lastId = id;
      isAway = false;
      const event = JSON.parse(data) as SluiceEvent;
      output.result(
        event,
        () =>
          `${output.paint("dim", event.time.slice(11, 23))} ${output.paint("bold", event.type.padEnd(20))} ${printSafe(JSON.stringify(event.data))}`,
      );
    };
    if (options.follow !== true) setTimeout(() => stop.abort(), RECENT_MS);
    while (!stop.signal.aborted) {
      await client.events(query, lastId, onEvent, stop.signal).catch((error: Error) => {
        if (error.name === "AbortError") return;
        if (options.follow !== true || isWrongRequest(error)) throw error;
        if (!isAway) output.note(`${error.message}; trying again until it answers`);
        isAway = true;
      });
      if (!stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
    return EXIT_OK;
  });
}

/** What no gateway would answer otherwise, however often it is asked. */
function isWrongRequest(error: Error): boolean {
  return isEngineError(error) && errorTable[error.code].fault === "caller" && !errorTable[error.code].retryable;
}
