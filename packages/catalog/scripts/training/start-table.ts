import type { Random } from "./random.ts";
import type { StartVectors } from "./read-glove.ts";

/** Words with one row of numbers each. */
export interface VectorTable {
  readonly words: readonly string[];
  readonly dimensions: number;
  readonly rows: Float32Array;
}

const componentsRemoved = 2;
const frequencyFloor = 1e-3;
const unknownLength = 0.3;

/** Words of the pairs first, then the most frequent others, up to `size`. */
export function chooseWords(counts: ReadonlyMap<string, number>, start: StartVectors, size: number): string[] {
  const ranks = new Map(start.words.map((word, rank) => [word, rank]));
  const chosen = [...counts]
    .filter(([word, count]) => (ranks.has(word) ? count >= 2 || (ranks.get(word) as number) < 60_000 : count >= 3))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, Math.floor(size * 0.8))
    .map(([word]) => word);
  const known = new Set(chosen);
  for (const word of start.words) {
    if (chosen.length >= size) break;
    if (known.has(word) || !/^[a-z][a-z0-9]*$/u.test(word)) continue;
    known.add(word);
    chosen.push(word);
  }
  return chosen;
}

/**
 * Start: centred, without the two directions all words share, and frequent words short, so that a plain mean of
 * words is already a fair sentence vector. Words without a start vector begin small and random.
 */
export function createStartTable(
  words: readonly string[],
  start: StartVectors,
  dimensions: number,
  random: Random,
): VectorTable {
  const rows = new Float32Array(words.length * dimensions);
  const ranks = new Map(start.words.map((word, rank) => [word, rank]));
  const known = words.flatMap((word, id) => (start.vectors.has(word) ? [id] : []));
  for (const id of known) rows.set(start.vectors.get(words[id] as string) as Float32Array, id * dimensions);
  center(rows, known, dimensions, start.dimensions);
  for (let step = 0; step < componentsRemoved; step += 1) removeComponent(rows, known, dimensions, start.dimensions);
  const scale = 1 / meanLength(rows, known, dimensions);
  const harmonic = Math.log(start.words.length);
  for (let id = 0; id < words.length; id += 1) {
    const rank = ranks.get(words[id] as string);
    const share = 1 / ((rank ?? 200_000) + 5) / harmonic;
    const factor = (scale * frequencyFloor) / (frequencyFloor + share);
    for (let at = 0; at < dimensions; at += 1) {
      const place = id * dimensions + at;
      if (rank === undefined) rows[place] = (unknownLength / Math.sqrt(dimensions)) * random.normal();
      else if (at < start.dimensions) rows[place] = (rows[place] as number) * factor;
      else rows[place] = 0.02 * random.normal();
    }
  }
  return { words, dimensions, rows };
}

function center(rows: Float32Array, ids: readonly number[], stride: number, used: number): void {
  const mean = new Float64Array(used);
  for (const id of ids)
    for (let at = 0; at < used; at += 1) mean[at] = (mean[at] as number) + (rows[id * stride + at] as number);
  for (const id of ids) {
    for (let at = 0; at < used; at += 1) {
      rows[id * stride + at] = (rows[id * stride + at] as number) - (mean[at] as number) / ids.length;
    }
  }
}

/** Removes the direction of the largest variance, found by power iteration. */
function removeComponent(rows: Float32Array, ids: readonly number[], stride: number, used: number): void {
  let direction = new Float64Array(used).fill(1 / Math.sqrt(used));
  for (let round = 0; round < 30; round += 1) {
    const next = new Float64Array(used);
    for (const id of ids) {
      const product = along(rows, id * stride, direction);
      for (let at = 0; at < used; at += 1)
        next[at] = (next[at] as number) + product * (rows[id * stride + at] as number);
    }
    const length = Math.hypot(...next);
    direction = next.map((value) => value / length);
  }
  for (const id of ids) {
    const product = along(rows, id * stride, direction);
    for (let at = 0; at < used; at += 1) {
      rows[id * stride + at] = (rows[id * stride + at] as number) - product * (direction[at] as number);
    }
  }
}

function along(rows: Float32Array, start: number, direction: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < direction.length; at += 1) sum += (rows[start + at] as number) * (direction[at] as number);
  return sum;
}

function meanLength(rows: Float32Array, ids: readonly number[], stride: number): number {
  let sum = 0;
  for (const id of ids) sum += Math.hypot(...rows.subarray(id * stride, (id + 1) * stride));
  return sum / Math.max(1, ids.length);
}
