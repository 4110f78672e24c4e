import type { RankingWeights } from "./ranking-weights.ts";
import type { ResolvedClause } from "./resolve-words.ts";
import { inverseFrequency, ScoreBoard, type ScoredWord } from "./score-words.ts";
import { fieldShift, type TermIndex, termMask } from "./term-index.ts";
import { fieldNames } from "./tool-document.ts";
import type { ToolVectors } from "./tool-vectors.ts";
import type { WordVectors } from "./word-vectors.ts";

export interface RankedSlot {
  readonly slot: number;
  /** 0..1 */
  readonly score: number;
}

export interface RankRequest {
  readonly clauses: readonly ResolvedClause[];
  readonly limit: number;
  readonly accepts: (slot: number) => boolean;
  /** 0..1 */
  readonly boost?: (slot: number) => number;
}

export interface Ranking {
  /** Scores are shares of the highest that could be, 0..1. */
  readonly best: [slot: number, score: number][];
  readonly total: number;
}

const nameField = fieldNames.indexOf("name");
const serverField = fieldNames.indexOf("server");
const poolSize = 96;
/** Below this share of the best score an entry is no match; it is neither shown nor counted. */
const leastShare = 0.12;

/** Lexical and vector scores brought together. Buffers are kept between searches. */
export class SlotRanker {
  readonly #board = new ScoreBoard();
  #lexical = new Float32Array(0);
  #clauseBest = new Float32Array(0);

  rank(
    index: TermIndex,
    words: WordVectors | undefined,
    vectors: ToolVectors,
    weights: RankingWeights,
    request: RankRequest,
  ): Ranking {
    const count = index.slotLimit;
    this.#prepare(count);
    const { clauses } = request;
    const highest = this.#scoreWhole(index, mergeWords(clauses), weights);
    const scale = highest > 0 ? 1 / highest : 0;
    if (clauses.length > 1) for (const clause of clauses) this.#scoreClause(index, clause, weights);
    const query = weights.meaning > 0 ? words?.embedWords(clauses.flatMap((clause) => clause.words)) : undefined;
    const clauseScale = clauses.length > 1 ? weights.clause : 0;
    const top = this.#combine(
      count,
      scale,
      clauseScale,
      query === undefined ? undefined : vectors.compare(query, count),
      weights.meaning,
    );
    const ranking = this.#select(index, top * leastShare, request);
    if (clauseScale > 0 && words !== undefined) this.#addClauseMeaning(ranking.best, clauses, words, vectors, weights);
    this.#addCoverage(ranking.best, index, clauses, weights);
    const full = 1 + weights.meaning + weights.serverCoverage;
    const fullClauses = clauses.length > 1 ? weights.clause + weights.clauseMeaning + weights.nameCoverage : 0;
    const best = ranking.best.sort(byScore).slice(0, request.limit);
    for (const item of best) item[1] = Math.min(1, item[1] / (full + fullClauses));
    return { best, total: ranking.total };
  }

  #prepare(count: number): void {
    if (this.#lexical.length < count) {
      const room = Math.ceil(count * 1.25) + 64;
      this.#lexical = new Float32Array(room);
      this.#clauseBest = new Float32Array(room);
    } else {
      this.#lexical.fill(0, 0, count);
      this.#clauseBest.fill(0, 0, count);
    }
  }

  /** @returns the highest score */
  #scoreWhole(index: TermIndex, words: readonly ScoredWord[], weights: RankingWeights): number {
    const board = this.#board;
    board.score(index, words, weights);
    let highest = 0;
    for (let at = 0; at < board.touchedCount; at += 1) {
      const slot = board.touched[at] as number;
      const score = board.scores[slot] as number;
      this.#lexical[slot] = score;
      if (score > highest) highest = score;
    }
    board.clear();
    return highest;
  }

  /** Leaves the sums in the lexical buffer. @returns the highest */
  #combine(
    count: number,
    scale: number,
    clauseScale: number,
    cosines: { readonly products: Float32Array; readonly scale: number } | undefined,
    meaning: number,
  ): number {
    const scores = this.#lexical;
    const clauseBest = this.#clauseBest;
    const products = cosines?.products;
    const factor = meaning * (cosines?.scale ?? 0);
    let top = 0;
    for (let slot = 1; slot < count; slot += 1) {
      let score = (scores[slot] as number) * scale;
      if (clauseScale > 0) score += clauseScale * (clauseBest[slot] as number);
      const product = products === undefined ? 0 : (products[slot] as number);
      if (product > 0) score += factor * product;
      scores[slot] = score;
      if (score > top) top = score;
    }
    return top;
  }

  #scoreClause(index: TermIndex, clause: ResolvedClause, weights: RankingWeights): void {
    const board = this.#board;
    board.score(index, clause.scored, weights);
    let best = 0;
    for (let at = 0; at < board.touchedCount; at += 1)
      best = Math.max(best, board.scores[board.touched[at] as number] as number);
    for (let at = 0; at < board.touchedCount; at += 1) {
      const slot = board.touched[at] as number;
      const share = (board.scores[slot] as number) / best;
      if (share > (this.#clauseBest[slot] as number)) this.#clauseBest[slot] = share;
    }
    board.clear();
  }

  #addClauseMeaning(
    best: [number, number][],
    clauses: readonly ResolvedClause[],
    words: WordVectors,
    vectors: ToolVectors,
    weights: RankingWeights,
  ): void {
    const queries = clauses.map((clause) => words.embedWords(clause.words)).filter((vector) => vector !== undefined);
    for (const item of best) {
      let highest = 0;
      for (const query of queries) highest = Math.max(highest, vectors.cosine(query, item[0]));
      item[1] += weights.clauseMeaning * highest;
    }
  }

  /** The tool's side of the match: how much of its server's and its own name the query says. */
  #addCoverage(
    best: [number, number][],
    index: TermIndex,
    clauses: readonly ResolvedClause[],
    weights: RankingWeights,
  ): void {
    const said = new Map<number, number>();
    for (const { scored } of clauses) {
      for (const word of scored) {
        if (word.stem >= 0) said.set(word.stem, 1);
        for (const other of word.others) if (!said.has(other.stem)) said.set(other.stem, other.weight);
      }
    }
    for (const item of best) {
      item[1] += weights.serverCoverage * coverage(index, item[0], serverField, said, true);
      if (clauses.length > 1) item[1] += weights.nameCoverage * coverage(index, item[0], nameField, said, false);
    }
  }

  #select(index: TermIndex, least: number, request: RankRequest): Ranking {
    const scores = this.#lexical;
    const size = Math.max(poolSize, request.limit);
    const found: [number, number][] = [];
    let floor = 0;
    let total = 0;
    for (let slot = 1; slot < index.slotLimit; slot += 1) {
      let score = scores[slot] as number;
      if (score <= least || score <= 0 || index.forward[slot] === undefined || !request.accepts(slot)) continue;
      total += 1;
      if (request.boost !== undefined) score *= 1 + 0.1 * Math.min(1, Math.max(0, request.boost(slot)));
      if (found.length >= 2 * size) {
        found.sort(byScore).length = size;
        floor = (found.at(-1) as [number, number])[1];
      }
      if (found.length < size || score >= floor) found.push([slot, score]);
    }
    found.sort(byScore);
    if (found.length > size) found.length = size;
    return { best: found, total };
  }
}

function byScore(a: [number, number], b: [number, number]): number {
  return b[1] - a[1] || a[0] - b[0];
}

/** A word of several clauses counts once for the whole, and a little more for each further time. */
function mergeWords(clauses: readonly ResolvedClause[]): ScoredWord[] {
  const merged = new Map<number, { word: ScoredWord; count: number }>();
  const unknown: ScoredWord[] = [];
  for (const word of clauses.flatMap((clause) => clause.scored)) {
    const known = merged.get(word.stem);
    if (word.stem < 0) unknown.push(word);
    else if (known === undefined) merged.set(word.stem, { word, count: 1 });
    else known.count += 1;
  }
  return [
    ...[...merged.values()].map(({ word, count }) =>
      count === 1 ? word : { ...word, weight: word.weight * (1 + 0.5 * Math.log(count)) },
    ),
    ...unknown,
  ];
}

/** Share of a field's words, by weight, that the query says. The forward list has stems at even places. */
function coverage(
  index: TermIndex,
  slot: number,
  field: number,
  said: ReadonlyMap<number, number>,
  isExact: boolean,
): number {
  const list = index.forward[slot] ?? new Uint32Array(0);
  let all = 0;
  let covered = 0;
  for (let at = 0; at < list.length; at += 2) {
    const packed = list[at] as number;
    const own = packed >>> fieldShift;
    if (own > field) break;
    if (own < field) continue;
    const stem = packed & termMask;
    const weight = inverseFrequency(index.slots, index.slotCounts[stem] as number);
    const share = said.get(stem) ?? 0;
    all += weight;
    if (!isExact || share === 1) covered += weight * share;
  }
  return all === 0 ? 0 : covered / all;
}
