export interface BackoffRange {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** Doubles with each failure in a row; the upper half is random, so that many gateways do not knock at once. */
export function toBackoffMs(failures: number, range: BackoffRange, random: () => number = Math.random): number {
  const full = Math.min(range.maxMs, range.baseMs * 2 ** Math.min(Math.max(failures - 1, 0), 30));
  return Math.round(full / 2 + (full / 2) * random());
}
