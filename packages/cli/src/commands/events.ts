import type { SluiceEvent } from "@sluice/contracts";
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
    const query = options.types === undefined ? "" : `?types=${encodeURIComponent(options.types)}`;
    let lastId = "evt_0";
    const onEvent = (id: string, data: string): void => {
      lastId = id;
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
        if (error.name !== "AbortError" && options.follow !== true) throw error;
      });
      if (!stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
    return EXIT_OK;
  });
}
