import type { RankingWeights } from "./ranking-weights.ts";
import type { TermIndex } from "./term-index.ts";
import { fieldCount, fieldNames } from "./tool-document.ts";

/** One query word as the index can answer it. Term ids; -1 where the index has no such term. */
export interface ScoredWord {
  readonly stem: number;
  readonly surface: number;
  readonly weight: number;
  /** Other words for it: the best of the word and these counts, never their sum. */
  readonly others: readonly { readonly stem: number; readonly weight: number }[];
}

/** Buffers of one search, kept and reused. */
export class ScoreBoard {
  scores = new Float32Array(0);
  #word = new Float32Array(0);
  touched = new Int32Array(0);
  touchedCount = 0;
  #wordTouched = new Int32Array(0);
  #wordTouchedCount = 0;
  #norms = new Float32Array(0);
  #normsVersion = -1;
  #normsIndex: TermIndex | undefined;

  /** BM25F: counts of all fields, weighted and divided by length, are added before they saturate. */
  score(index: TermIndex, words: readonly ScoredWord[], weights: RankingWeights): void {
    this.#prepare(index, weights);
    for (const word of words) {
      const ownIdf =
        word.stem < 0
          ? inverseFrequency(index.slots, 0)
          : inverseFrequency(index.slots, index.slotCounts[word.stem] as number);
      if (word.stem >= 0) this.#addTerm(index, word.stem, ownIdf * word.weight, weights, false);
      if (word.surface >= 0) {
        const idf = inverseFrequency(index.slots, index.slotCounts[word.surface] as number);
        this.#addTerm(index, word.surface, idf * word.weight * weights.surface, weights, false);
      }
      for (const other of word.others) {
        const idf = Math.min(ownIdf, inverseFrequency(index.slots, index.slotCounts[other.stem] as number));
        this.#addTerm(index, other.stem, idf * word.weight * other.weight, weights, true);
      }
      this.#closeWord();
    }
  }

  clear(): void {
    for (let at = 0; at < this.touchedCount; at += 1) this.scores[this.touched[at] as number] = 0;
    this.touchedCount = 0;
  }

  #prepare(index: TermIndex, weights: RankingWeights): void {
    const size = index.slotLimit;
    if (this.scores.length < size) {
      const room = Math.ceil(size * 1.25) + 64;
      this.scores = new Float32Array(room);
      this.#word = new Float32Array(room);
      this.touched = new Int32Array(room);
      this.#wordTouched = new Int32Array(room);
      this.touchedCount = 0;
    }
    if (this.#normsIndex === index && this.#normsVersion === index.version) return;
    this.#normsIndex = index;
    this.#normsVersion = index.version;
    if (this.#norms.length < size * 8) this.#norms = new Float32Array(Math.ceil(size * 1.25 + 64) * 8);
    const { lengthPenalty: b } = weights;
    for (let field = 0; field < fieldCount; field += 1) {
      const weight = weights.fields[fieldNames[field] as (typeof fieldNames)[number]];
      const average = Math.max(1e-6, (index.totals[field] as number) / Math.max(1, index.slots));
      for (let slot = 0; slot < size; slot += 1) {
        const length = index.lengths[slot * fieldCount + field] as number;
        this.#norms[slot * 8 + field] = weight / (1 - b + (b * length) / average);
      }
    }
  }

  #addTerm(index: TermIndex, term: number, factor: number, weights: RankingWeights, isBest: boolean): void {
    const { data, starts, lengths } = index.postings;
    const norms = this.#norms;
    const word = this.#word;
    const k = weights.saturation;
    const scale = factor * (k + 1);
    let at = starts[term] as number;
    const end = at + (lengths[term] as number);
    while (at < end) {
      let posting = data[at] as number;
      const slot = posting >>> 8;
      let x = 0;
      do {
        x += (posting & 31) * (norms[slot * 8 + ((posting >>> 5) & 7)] as number);
        at += 1;
        posting = at < end ? (data[at] as number) : 0;
      } while (at < end && posting >>> 8 === slot);
      const gain = (scale * x) / (x + k);
      if (gain <= 0) continue;
      const before = word[slot] as number;
      if (before === 0) {
        this.#wordTouched[this.#wordTouchedCount] = slot;
        this.#wordTouchedCount += 1;
        word[slot] = gain;
      } else if (!isBest) word[slot] = before + gain;
      else if (gain > before) word[slot] = gain;
    }
  }

  #closeWord(): void {
    const { scores, touched } = this;
    const word = this.#word;
    for (let at = 0; at < this.#wordTouchedCount; at += 1) {
      const slot = this.#wordTouched[at] as number;
      if (scores[slot] === 0) {
        touched[this.touchedCount] = slot;
        this.touchedCount += 1;
      }
      scores[slot] = (scores[slot] as number) + (word[slot] as number);
      word[slot] = 0;
    }
    this.#wordTouchedCount = 0;
  }
}

export function inverseFrequency(total: number, having: number): number {
  return Math.log(1 + (total - having + 0.5) / (having + 0.5));
}
