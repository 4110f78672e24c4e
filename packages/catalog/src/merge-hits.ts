import type { SearchHit } from "@sluice/contracts";

/** Takes the best of each list by turns, so that every step of a plan is covered. */
export function mergeHits(lists: readonly (readonly SearchHit[])[], limit: number): SearchHit[] {
  const merged = new Map<string, SearchHit>();
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let rank = 0; rank < longest; rank += 1) {
    for (const list of lists) {
      const hit = list[rank];
      if (hit === undefined) continue;
      if (!merged.has(hit.entry.address) && merged.size < limit) merged.set(hit.entry.address, hit);
    }
  }
  return [...merged.values()];
}
