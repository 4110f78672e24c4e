/** Spans of one kind: how many there are, how many were predicted, and how many predictions are right. */
export interface TypeScore {
  gold: number;
  hits: number;
  predicted: number;
}

export function precision({ hits, predicted }: TypeScore): number {
  return predicted === 0 ? 1 : hits / predicted;
}

export function recall({ hits, gold }: TypeScore): number {
  return gold === 0 ? 1 : hits / gold;
}

export function f1(score: TypeScore): number {
  const sum = score.gold + score.predicted;
  return sum === 0 ? 1 : (2 * score.hits) / sum;
}
