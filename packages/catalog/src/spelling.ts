/** Edits between two words (a swap of neighbours is one); more than `limit` gives `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let edits = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + cost,
      );
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) edits = Math.min(edits, (beforeLast[column - 2] as number) + 1);
      current.push(edits);
      least = Math.min(least, edits);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[b.length] as number, limit + 1);
}

const leastShared = 0.2;
const longestName = 256;

/** 0..1 for other words against one: shared pairs of characters and edits, whichever sees more likeness. */
export function createSimilarity(word: string): (other: string) => number {
  const pairs = countPairs(word);
  return (other) => {
    if (word === other) return 1;
    const longest = Math.max(word.length, other.length);
    if (longest === 0 || longest > longestName) return 0;
    const shared = sharePairs(pairs, word, other);
    if (shared < leastShared) return shared;
    return Math.max(shared * 0.95, 1 - editDistance(word, other, Math.ceil(longest / 2)) / longest);
  };
}

function countPairs(word: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at + 1 < word.length; at += 1) counts.set(pairAt(word, at), (counts.get(pairAt(word, at)) ?? 0) + 1);
  return counts;
}

function sharePairs(pairs: ReadonlyMap<number, number>, word: string, other: string): number {
  if (word.length < 2 || other.length < 2) return 0;
  let shared = 0;
  for (const [pair, count] of countPairs(other)) shared += Math.min(count, pairs.get(pair) ?? 0);
  return (2 * shared) / (word.length + other.length - 2);
}

function pairAt(word: string, at: number): number {
  return word.charCodeAt(at) * 65_536 + word.charCodeAt(at + 1);
}
