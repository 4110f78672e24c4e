/** The candidate nearest in spelling, if it is near enough to be meant. */
export function findNearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > 100) return undefined;
  const wanted = fold(name);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let nearest: string | undefined;
  let best = limit + 1;
  let seen = 0;
  for (const candidate of candidates) {
    seen += 1;
    if (seen > 1_000) break;
    if (candidate.length > 100) continue;
    const distance = measureDistance(wanted, fold(candidate), best);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

/** Edits between two words, a swap of neighbours being one; `limit` or more where it reaches that. */
function measureDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let edits = Math.min(
        (last[column] as number) + 1,
        (line[column - 1] as number) + 1,
        (last[column - 1] as number) + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, (before[column - 2] as number) + 1);
      }
      line.push(edits);
    }
    before = last;
    last = line;
  }
  return last[b.length] as number;
}
