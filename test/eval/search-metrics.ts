import type { EvalQuery } from "./search-sets.ts";

export interface Metrics {
  readonly r1: number;
  readonly r3: number;
  readonly r5: number;
  readonly r10: number;
  readonly mrr: number;
  readonly ndcg10: number;
  readonly p50: number;
  readonly p95: number;
}

/** Runs each query once, timed; `find` gives ids, best first, at least ten. */
export function measure(
  queries: readonly EvalQuery[],
  find: (query: EvalQuery["query"]) => readonly string[],
): Metrics {
  const sums = { r1: 0, r3: 0, r5: 0, r10: 0, mrr: 0, ndcg10: 0 };
  const times: number[] = [];
  for (const { query, needed } of queries) {
    const start = performance.now();
    const found = find(query);
    times.push(performance.now() - start);
    const ranks = needed.map((group) => 1 + found.findIndex((id) => group.includes(id))).filter((rank) => rank > 0);
    const recall = (cut: number) => ranks.filter((rank) => rank <= cut).length / needed.length;
    sums.r1 += recall(1);
    sums.r3 += recall(3);
    sums.r5 += recall(5);
    sums.r10 += recall(10);
    const first = Math.min(...ranks);
    if (Number.isFinite(first) && first <= 10) sums.mrr += 1 / first;
    sums.ndcg10 += discountedGain(ranks, needed.length);
  }
  const percent = (sum: number) => (100 * sum) / Math.max(1, queries.length);
  times.sort((a, b) => a - b);
  return {
    r1: percent(sums.r1),
    r3: percent(sums.r3),
    r5: percent(sums.r5),
    r10: percent(sums.r10),
    mrr: percent(sums.mrr),
    ndcg10: percent(sums.ndcg10),
    p50: times[Math.floor(times.length * 0.5)] ?? 0,
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
  };
}

function discountedGain(ranks: readonly number[], needed: number): number {
  const gain = (rank: number) => 1 / Math.log2(rank + 1);
  const ideal = Array.from({ length: Math.min(10, needed) }, (_, at) => gain(at + 1)).reduce((a, b) => a + b, 0);
  return ranks.filter((rank) => rank <= 10).reduce((sum, rank) => sum + gain(rank), 0) / ideal;
}
