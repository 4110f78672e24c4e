import type { ServerEntry, ToolEntry } from "@sluice/contracts";
import { OramaIndex } from "./orama-index.ts";
import { parseQuery } from "./parse-query.ts";
import type { RankingWeights } from "./ranking-weights.ts";
import { ScoreBoard, type ScoredWord } from "./score-words.ts";
import { synonyms } from "./synonyms.ts";
import type { TermIndex } from "./term-index.ts";
import { toToolDocument } from "./tool-document.ts";
import { ToolVectors, toVectorText } from "./tool-vectors.ts";
import { toSingular, toWordForms } from "./word-forms.ts";
import type { WordVectors } from "./word-vectors.ts";

export interface RankedSlot {
  readonly slot: number;
  readonly score: number;
}

/** The index and the ranking over slots; knows nothing of servers or policies. */
export class ToolSearch {
  readonly weights: RankingWeights;
  readonly #orama: OramaIndex;
  readonly #words: WordVectors | undefined;
  readonly #vectors: ToolVectors;
  readonly #board = new ScoreBoard();
  #cosines = new Float32Array(0);

  constructor(weights: RankingWeights, words: WordVectors | undefined) {
    this.weights = weights;
    this.#orama = new OramaIndex(weights.wordsPerField);
    this.#words = words;
    this.#vectors = new ToolVectors(words?.dimensions ?? 4);
  }

  insert(slot: number, entry: ToolEntry, server: ServerEntry | undefined): void {
    this.#orama.insert(toToolDocument(slot, entry, server));
    if (this.#words !== undefined)
      this.#vectors.set(slot, this.#words.embed(toVectorText(entry.name, entry.description)));
  }

  remove(slot: number): void {
    this.#orama.remove(slot);
    this.#vectors.set(slot, undefined);
  }

  /** Best first; `accepts` and `boost` are asked for each slot that could be shown. */
  search(
    query: string,
    limit: number,
    accepts: (slot: number) => boolean,
    boost: ((slot: number) => number) | undefined,
  ): { readonly ranked: readonly RankedSlot[]; readonly total: number } {
    const words = parseQuery(query);
    let total = 0;
    const ranked = this.#orama.search(query || " ", limit, (terms) => {
      const { weights } = this;
      const board = this.#board;
      board.score(
        terms,
        this.#toScored(
          words.map(({ word, weight }) => ({ word, weight })),
          terms,
        ),
        weights,
      );
      let best = 0;
      for (let at = 0; at < board.touchedCount; at += 1)
        best = Math.max(best, board.scores[board.touched[at] as number] as number);
      const scale = best > 0 ? 1 / best : 0;
      const vector = weights.meaning > 0 ? this.#words?.embed(words.map(({ word }) => word).join(" ")) : undefined;
      const results: [number, number][] = [];
      const count = terms.slotLimit;
      if (vector !== undefined) {
        if (this.#cosines.length < count) this.#cosines = new Float32Array(Math.ceil(count * 1.25));
        this.#vectors.compare(vector, count, this.#cosines);
      }
      for (let slot = 1; slot < count; slot += 1) {
        let score = (board.scores[slot] as number) * scale;
        if (vector !== undefined) score += weights.meaning * Math.max(0, this.#cosines[slot] as number);
        if (score <= 0.05 || terms.forward[slot] === undefined) continue;
        if (!accepts(slot)) continue;
        total += 1;
        results.push([slot, boost === undefined ? score : score * (1 + 0.1 * boost(slot))]);
      }
      board.clear();
      results.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      return results.slice(0, limit);
    });
    return { ranked, total };
  }

  #toScored(words: readonly { word: string; weight: number }[], terms: TermIndex): ScoredWord[] {
    return words.map(({ word, weight }) => {
      const forms = toWordForms(word);
      const stem = terms.idOf(forms.stem) ?? -1;
      const others: { stem: number; weight: number }[] = [];
      for (const other of synonyms.get(toSingular(word)) ?? synonyms.get(word) ?? []) {
        const id = terms.idOf(toWordForms(other).stem);
        if (id !== undefined && id !== stem) others.push({ stem: id, weight: this.weights.synonym });
      }
      return { stem, surface: terms.idOf(forms.surface) ?? -1, weight, others };
    });
  }
}
