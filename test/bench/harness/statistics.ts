export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** @throws RangeError where there is nothing to sum up */
export function summarize(samples: readonly number[]): Summary {
  if (samples.length === 0) throw new RangeError("Cannot sum up no samples at all");
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}

/** Between the two neighbours, so that few samples do not jump. */
function percentile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** Three figures that mean something, and no more. */
export function toFigure(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** Growth an hour of values taken at these seconds, by least squares. */
export function slopePerHour(points: readonly { readonly second: number; readonly value: number }[]): number {
  const count = points.length;
  const meanX = points.reduce((sum, point) => sum + point.second, 0) / count;
  const meanY = points.reduce((sum, point) => sum + point.value, 0) / count;
  let above = 0;
  let below = 0;
  for (const { second, value } of points) {
    above += (second - meanX) * (value - meanY);
    below += (second - meanX) ** 2;
  }
  return below === 0 ? 0 : (above / below) * 3600;
}
