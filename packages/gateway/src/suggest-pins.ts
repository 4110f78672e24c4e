import { type Catalog, type Codegen, type Json, parseAddress, type Store } from "@sluice/contracts";
import { type PinSample, type PinSuggestion, suggestPins } from "@sluice/pii";

const MAX_SAMPLES = 500;

/** Pins for a policy, from the results that the latest runs journaled. Holds paths, types and counts; never a value. */
export async function suggestPinsFromRuns(
  parts: { readonly store: Store; readonly catalog: Catalog; readonly codegen: Codegen },
  filter: { readonly runs: number; readonly server?: string },
): Promise<readonly PinSuggestion[]> {
  const { store, catalog, codegen } = parts;
  const samples: PinSample[] = [];
  for (const { runId } of await store.runs.list({ limit: filter.runs })) {
    const targets = new Map<number, string>();
    for (const entry of await store.journal.read(runId)) {
      if (entry.kind === "intent" && entry.call.kind === "tool") targets.set(entry.callId, entry.call.target);
      if (entry.kind !== "outcome" || !entry.outcome.ok) continue;
      const address = parseAddress(targets.get(entry.callId) ?? "");
      if (address === undefined || (filter.server !== undefined && address.server !== filter.server)) continue;
      const tool = codegen.toolNameOf(address.server, address.tool) ?? address.tool;
      const schema = catalog.get(`${address.server}.${tool}`)?.outputSchema;
      const origin = { server: address.server, tool, ...(schema === undefined ? {} : { schema }) };
      samples.push({ origin, value: entry.outcome.value as Json });
      if (samples.length >= MAX_SAMPLES) return suggestPins(samples);
    }
  }
  return suggestPins(samples);
}
