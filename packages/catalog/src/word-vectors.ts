import { createHash } from "node:crypto";
import { splitWords } from "./split-words.ts";
import { stopWords } from "./stop-words.ts";

const longestText = 60;

/** Word vectors: little-endian header (words, dimensions, bytes of the word list), words by newline, scales, int8 rows. */
export class WordVectors {
  readonly dimensions: number;
  readonly #rows: Int8Array;
  readonly #scales: Float32Array;
  readonly #ids = new Map<string, number>();

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = view.getUint32(0, true);
    this.dimensions = view.getUint32(4, true);
    const textLength = view.getUint32(8, true);
    const words = Buffer.from(bytes.buffer, bytes.byteOffset + 12, textLength)
      .toString("utf8")
      .split("\n");
    if (words.length !== count || bytes.byteLength !== 12 + textLength + count * 4 + count * this.dimensions) {
      throw new RangeError("the word vectors' header does not fit their length");
    }
    for (let id = 0; id < count; id += 1) this.#ids.set(words[id] as string, id);
    this.#scales = new Float32Array(count);
    for (let id = 0; id < count; id += 1) this.#scales[id] = view.getFloat32(12 + textLength + id * 4, true);
    this.#rows = new Int8Array(bytes.buffer, bytes.byteOffset + 12 + textLength + count * 4, count * this.dimensions);
  }

  /** Changes with every training. */
  get fingerprint(): string {
    return createHash("sha256").update(this.#scales).digest("hex");
  }

  has(word: string): boolean {
    return this.#ids.has(word);
  }

  /** Adds the word's vector; false where it has none. */
  add(word: string, factor: number, target: Float32Array): boolean {
    const id = this.#ids.get(word);
    if (id === undefined) return false;
    const scale = (this.#scales[id] as number) * factor;
    const start = id * this.dimensions;
    for (let at = 0; at < this.dimensions; at += 1) {
      target[at] = (target[at] as number) + scale * (this.#rows[start + at] as number);
    }
    return true;
  }

  /** Weighted mean of vectors, of length 1; undefined where no word is known. */
  embedWords(words: readonly { readonly word: string; readonly weight: number }[]): Float32Array | undefined {
    const target = new Float32Array(this.dimensions);
    let known = 0;
    for (const { word, weight } of words) if (this.add(word, weight, target)) known += 1;
    return known === 0 || !normalize(target) ? undefined : target;
  }

  /** Mean of the words' vectors, of length 1; undefined where no word is known. */
  embed(text: string): Float32Array | undefined {
    const target = new Float32Array(this.dimensions);
    let known = 0;
    for (const word of splitWords(text, 4 * longestText)) {
      if (stopWords.has(word)) continue;
      if (this.add(word, 1, target)) known += 1;
      if (known >= longestText) break;
    }
    return known === 0 || !normalize(target) ? undefined : target;
  }
}

export function normalize(vector: Float32Array): boolean {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!(sum > 0)) return false;
  const factor = 1 / Math.sqrt(sum);
  for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] as number) * factor;
  return true;
}
