import { createHash } from "node:crypto";
import type { ServerEntry, ToolEntry } from "@sluice/contracts";
import { OramaIndex } from "./orama-index.ts";
import { parseQuery } from "./parse-query.ts";
import { type RankedSlot, type RankRequest, SlotRanker } from "./rank-slots.ts";
import type { RankingWeights } from "./ranking-weights.ts";
import { WordResolver } from "./resolve-words.ts";
import { TermIndex } from "./term-index.ts";
import { toToolDocument } from "./tool-document.ts";
import { ToolVectors, toVectorText } from "./tool-vectors.ts";
import type { WordVectors } from "./word-vectors.ts";

/** The index as plain arrays, in an order of its own. */
export interface SavedIndex {
  readonly slots: number;
  readonly terms: readonly string[];
  readonly arrays: readonly ArrayBufferView<ArrayBufferLike>[];
}

/** The index and the ranking over slots; knows nothing of servers or policies. */
export class ToolSearch {
  readonly #weights: RankingWeights;
  readonly #orama: OramaIndex;
  readonly #words: WordVectors | undefined;
  readonly #vectors: ToolVectors;
  readonly #resolver = new WordResolver();
  readonly #ranker = new SlotRanker();

  constructor(weights: RankingWeights, words: WordVectors | undefined) {
    this.#weights = weights;
    this.#orama = new OramaIndex(weights.wordsPerField);
    this.#words = words;
    this.#vectors = new ToolVectors(words?.dimensions ?? 16);
  }

  /** Indexes with equal fingerprints can read each other's snapshots. */
  get fingerprint(): string {
    const { wordsPerField } = this.#weights;
    return createHash("sha256")
      .update(JSON.stringify([wordsPerField, this.#words?.fingerprint]))
      .digest("hex");
  }

  insert(slot: number, entry: ToolEntry, server: ServerEntry | undefined): void {
    this.#orama.insert(toToolDocument(slot, entry, server));
    if (this.#words !== undefined) {
      this.#vectors.set(slot, this.#words.embed(toVectorText(entry.name, entry.description)));
    }
  }

  remove(slot: number): void {
    this.#orama.remove(slot);
    this.#vectors.set(slot, undefined);
  }

  /** Best first; `accepts` and `boost` are asked only for slots that match. */
  search(
    query: string,
    options: Omit<RankRequest, "clauses">,
  ): { readonly ranked: readonly RankedSlot[]; readonly total: number } {
    const parsed = parseQuery(query);
    if (parsed.length === 0 || options.limit < 1) return { ranked: [], total: 0 };
    let total = 0;
    const ranked = this.#orama.search(query, options.limit, (terms) => {
      const clauses = this.#resolver.resolve(parsed, terms, this.#words, this.#weights);
      const ranking = this.#ranker.rank(terms, this.#words, this.#vectors, this.#weights, { ...options, clauses });
      total = ranking.total;
      return ranking.best;
    });
    return { ranked, total };
  }

  save(): SavedIndex {
    const terms = this.#orama.terms;
    const vectors = this.#vectors.save(terms.slotLimit);
    const { slots, words, arrays } = terms.save();
    return { slots, terms: words, arrays: [...arrays, vectors.rows, vectors.scales] };
  }

  load(saved: SavedIndex): void {
    const arrays = saved.arrays as readonly Uint8Array<ArrayBuffer>[];
    this.#orama.restore(TermIndex.load(saved.slots, saved.terms, arrays));
    const [rows, scales] = arrays.slice(-2) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
    this.#vectors.load(new Int8Array(rows.buffer), new Float32Array(scales.buffer));
  }
}
