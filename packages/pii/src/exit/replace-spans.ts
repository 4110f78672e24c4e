/** A stretch of text that must not leave as it is. */
export interface Span<T> {
  readonly start: number;
  readonly end: number;
  /** Higher goes first where stretches are equally long. */
  readonly rank: number;
  readonly payload: T;
}

/**
 * Spans without overlap: the longest win, and what is left of a loser beside the winner is kept as a span of its own,
 * so that no piece of a protected value stays.
 */
export function settleSpans<T>(spans: readonly Span<T>[]): readonly Span<T>[] {
  if (spans.length < 2) return spans;
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end || b.rank - a.rank);
  const settled: Span<T>[] = [];
  for (const span of sorted) {
    const last = settled.at(-1);
    if (last === undefined || span.start >= last.end) {
      settled.push(span);
      continue;
    }
    if (span.end <= last.end) {
      if (span.start === last.start && span.end === last.end && span.rank > last.rank)
        settled[settled.length - 1] = span;
      continue;
    }
    const lastLength = last.end - last.start;
    if (span.end - span.start > lastLength) {
      if (span.start > last.start) {
        settled[settled.length - 1] = { ...last, end: span.start };
        settled.push(span);
      } else settled[settled.length - 1] = span;
    } else settled.push({ ...span, start: last.end });
  }
  return settled;
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
