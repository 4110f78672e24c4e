import type { ServerEntry, ToolEntry } from "@sluice/contracts";
import { OramaIndex } from "./orama-index.ts";
import { parseQuery } from "./parse-query.ts";
import { SlotRanker } from "./rank-slots.ts";
import type { RankingWeights } from "./ranking-weights.ts";
import { WordResolver } from "./resolve-words.ts";
import { toToolDocument } from "./tool-document.ts";
import { ToolVectors, toVectorText } from "./tool-vectors.ts";
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
  readonly #resolver = new WordResolver();
  readonly #ranker = new SlotRanker();

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
    const parsed = parseQuery(query);
    if (parsed.length === 0) return { ranked: [], total: 0 };
    let total = 0;
    const ranked = this.#orama.search(query, limit, (terms) => {
      const clauses = this.#resolver.resolve(parsed, terms, this.#words, this.weights);
      const ranking = this.#ranker.rank(terms, this.#words, this.#vectors, this.weights, {
        clauses,
        limit,
        accepts,
        boost,
      });
      total = ranking.total;
      return ranking.best;
    });
    return { ranked, total };
  }
}
