import type { SearchHit } from "@sluice/contracts";

/** How much a server gains for a step from serving the other steps: plans stay with a server. */
const sharedServer = 0.5;
/** What a hit gains from fitting all steps taken as one query. */
const wholePlan = 0.2;
const leastShare = 0.3;

/**
 * Merges one search a step by rounds: the best of every step, then the second of every step, and so on, within
 * a round the surest first. So each step is covered, whatever the others match.
 */
export function mergeSteps(
  steps: readonly (readonly SearchHit[])[],
  whole: readonly SearchHit[],
  limit: number,
): SearchHit[] {
  const ofWhole = new Map(whole.map((hit) => [hit.entry.address, hit.score / topScore(whole)]));
  const servers = rateServers(steps);
  const lists = steps.map((hits, step) => {
    const top = topScore(hits);
    return hits
      .map((hit) => ({
        hit,
        score:
          hit.score / top +
          sharedServer * rateOtherSteps(servers.get(hit.entry.server) ?? [], step) +
          wholePlan * (ofWhole.get(hit.entry.address) ?? 0),
      }))
      .sort((a, b) => b.score - a.score);
  });
  const merged = new Map<string, SearchHit>();
  let lowest = 1;
  const longest = Math.max(whole.length, ...lists.map((list) => list.length));
  for (let rank = 0; rank < longest && merged.size < limit; rank += 1) {
    const round = lists.flatMap((list) => list[rank] ?? []).sort((a, b) => b.score - a.score);
    const last = whole[rank];
    for (const { entry, score } of [...round.map((item) => item.hit), ...(last === undefined ? [] : [last])]) {
      if (merged.has(entry.address) || merged.size >= limit) continue;
      // The order is that of the rounds; scores follow it.
      lowest = Math.min(lowest, score);
      merged.set(entry.address, { entry, score: lowest });
    }
  }
  return [...merged.values()];
}

/** For each server its best share in each step. */
function rateServers(steps: readonly (readonly SearchHit[])[]): ReadonlyMap<string, readonly number[]> {
  const servers = new Map<string, number[]>();
  for (const [step, hits] of steps.entries()) {
    for (const { entry, score } of hits) {
      const shares = servers.get(entry.server) ?? steps.map(() => 0);
      shares[step] = Math.max(shares[step] as number, score / topScore(hits));
      servers.set(entry.server, shares);
    }
  }
  return servers;
}

function rateOtherSteps(shares: readonly number[], step: number): number {
  if (shares.length < 2) return 0;
  const others = shares.filter((_, at) => at !== step).map((share) => Math.max(0, share - leastShare));
  return others.reduce((sum, share) => sum + share, 0) / others.length;
}

function topScore(hits: readonly SearchHit[]): number {
  return hits[0]?.score || 1;
}
