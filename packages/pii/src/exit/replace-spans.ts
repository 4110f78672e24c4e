/** A stretch of text that must not leave as it is. */
export interface Span<T> {
  readonly start: number;
  readonly end: number;
  /** Higher goes first where stretches are equally long. */
  readonly rank: number;
  readonly payload: T;
}

/** More stretches than this over one place are one stretch: nobody reads what would be left between them. */
const MAX_CLUSTER = 64;

/**
 * Spans without overlap, in order: the longest win, and what is left of a loser beside the winner is kept as a span of
 * its own, so that no piece of a protected value stays.
 */
export function settleSpans<T>(spans: readonly Span<T>[]): readonly Span<T>[] {
  if (spans.length < 2) return spans;
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const settled: Span<T>[] = [];
  // Only spans of one unbroken stretch can overlap, so each stretch is settled alone.
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    let { end } = sorted[from] as Span<T>;
    while (to < sorted.length && (sorted[to] as Span<T>).start < end)
      end = Math.max(end, (sorted[to++] as Span<T>).end);
    settled.push(...settleCluster(sorted.slice(from, to), end));
    from = to;
  }
  return settled;
}

function settleCluster<T>(cluster: readonly Span<T>[], end: number): readonly Span<T>[] {
  const first = cluster[0] as Span<T>;
  if (cluster.length === 1) return cluster;
  const ranked = [...cluster].sort(
    (a, b) => b.end - b.start - (a.end - a.start) || b.rank - a.rank || a.start - b.start,
  );
  if (cluster.length > MAX_CLUSTER) return [{ ...(ranked[0] as Span<T>), start: first.start, end }];
  const kept: Span<T>[] = [];
  for (const span of ranked) {
    let left: readonly Span<T>[] = [span];
    for (const winner of kept) left = left.flatMap((piece) => without(piece, winner));
    kept.push(...left);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** What of a span lies outside another. */
function without<T>(span: Span<T>, other: Span<T>): readonly Span<T>[] {
  if (other.end <= span.start || other.start >= span.end) return [span];
  const pieces: Span<T>[] = [];
  if (span.start < other.start) pieces.push({ ...span, end: other.start });
  if (span.end > other.end) pieces.push({ ...span, start: other.end });
  return pieces;
}

export function replaceSpans<T>(text: string, spans: readonly Span<T>[], render: (span: Span<T>) => string): string {
  let out = "";
  let from = 0;
  for (const span of spans) {
    out += text.slice(from, span.start) + render(span);
    from = span.end;
  }
  return out + text.slice(from);
}
