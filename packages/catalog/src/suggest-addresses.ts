import type { ToolEntry } from "@sluice/contracts";
import { toKey } from "./exact-names.ts";
import { createSimilarity } from "./spelling.ts";

const leastSimilarity = 0.45;

/** Addresses nearest in spelling, best first. The right server with a strange name, or the right name elsewhere, both count. */
export function suggestAddresses(
  address: string,
  entries: Iterable<ToolEntry>,
  limit: number,
  isVisible: (entry: ToolEntry) => boolean,
): string[] {
  const text = address.slice(0, 256);
  const dot = text.indexOf(".");
  const server = dot > 0 ? toKey(text.slice(0, dot)) : undefined;
  const name = toKey(dot > 0 ? text.slice(dot + 1) : text);
  const toName = createSimilarity(name);
  const toServer = server === undefined ? () => 0.5 : createSimilarity(server);
  const servers = new Map<string, number>();
  const found: { address: string; score: number }[] = [];
  for (const entry of entries) {
    let likeness = servers.get(entry.server);
    if (likeness === undefined) {
      likeness = toServer(toKey(entry.server));
      servers.set(entry.server, likeness);
    }
    const score = 0.75 * toName(toKey(entry.name)) + 0.25 * likeness;
    if (score >= leastSimilarity && isVisible(entry)) found.push({ address: entry.address, score });
  }
  return found
    .sort((a, b) => b.score - a.score || (a.address < b.address ? -1 : 1))
    .slice(0, Math.max(0, limit))
    .map((one) => one.address);
}
