import type { ModelTokens, RunStats } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printTable } from "../print.ts";
import { withGateway } from "../with-gateway.ts";

export interface StatsOptions extends GlobalOptions {
  readonly days?: number;
}

/** Runs of the last days, and what they cost the model against the direct way. */
export async function stats(options: StatsOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const query = options.days === undefined ? "" : `?days=${options.days}`;
    const found = (await client.get(`/api/stats${query}`)) as RunStats;
    output.result(found, () => {
      const { runs, toolCalls, since, isPartial, byStatus, modelTokens } = found;
      const states = Object.entries(byStatus).map(([status, count]) => `${count} ${status}`);
      const head = `${isPartial ? "the latest " : ""}${runs} runs since ${since.slice(0, 10)}${states.length === 0 ? "" : ` (${states.join(", ")})`}, ${toolCalls} tool calls`;
      if (modelTokens === undefined) return head;
      const { direct, sluice } = modelTokens;
      const rows = [
        ["model tokens", "definitions", "calls", "in all"],
        ["directly", ...[direct.definitions, direct.calls, direct.total].map(String)],
        ["through Sluice", ...[sluice.definitions, sluice.request + sluice.answer, sluice.total].map(String)],
      ];
      return `${head}\n${printTable(rows)}\n${printSaving(modelTokens)}`;
    });
    return EXIT_OK;
  });
}

/** One line: what it cost, and what the direct way had cost. */
export function printSaving({ direct, sluice, isEstimated }: ModelTokens): string {
  const share = direct.total === 0 ? 0 : Math.round((100 * (direct.total - sluice.total)) / direct.total);
  const verdict = sluice.total <= direct.total ? `${share} % less` : `${sluice.total - direct.total} more`;
  const about = isEstimated === true ? "about " : "";
  return `${sluice.total} model tokens; directly ${about}${direct.total}: ${verdict}`;
}
