import { WordCorrector } from "./correct-word.ts";
import { germanWords, isGermanFiller, looksGerman } from "./german-words.ts";
import type { QueryWord } from "./parse-query.ts";
import type { RankingWeights } from "./ranking-weights.ts";
import { translateBeginning } from "./russian-words.ts";
import type { ScoredWord } from "./score-words.ts";
import { synonyms } from "./synonyms.ts";
import type { TermIndex } from "./term-index.ts";
import { toSingular, toWordForms } from "./word-forms.ts";
import type { WordVectors } from "./word-vectors.ts";

/** A clause as the index and the vectors can answer it. */
export interface ResolvedClause {
  readonly scored: readonly ScoredWord[];
  /** Words for the vector: the query's own, their translations, or what they were meant to be. */
  readonly words: readonly QueryWord[];
}

const correctionWeight = 0.7;
const germanEnding = 7;

export class WordResolver {
  readonly #corrector = new WordCorrector();

  resolve(
    clauses: readonly (readonly QueryWord[])[],
    index: TermIndex,
    vectors: WordVectors | undefined,
    weights: RankingWeights,
  ): ResolvedClause[] {
    const isGerman = looksGerman(clauses.flat().map(({ word }) => word));
    return clauses.map((clause) => {
      const words = clause.flatMap((one) => this.#replace(one, index, vectors, isGerman));
      return { words, scored: words.map((one) => toScored(one, index, weights)) };
    });
  }

  #replace(one: QueryWord, index: TermIndex, vectors: WordVectors | undefined, isGerman: boolean): QueryWord[] {
    const { word, weight } = one;
    if (isGerman && isGermanFiller(word)) return [];
    const isKnown = isIndexed(index, word);
    if (isGerman || (!isKnown && vectors?.has(word) !== true)) {
      const english = translateBeginning(germanWords, word, germanEnding);
      if (english.length > 0) {
        const translated = english.map((other) => ({ word: other, weight: weight / Math.sqrt(english.length) }));
        return isKnown ? [one, ...translated] : translated;
      }
    }
    if (isKnown || synonyms.has(toSingular(word)) || vectors?.has(word) === true) return [one];
    const meant = this.#corrector.correct(index, toSingular(word));
    if (meant.length === 0) return [one];
    return meant.map((other) => ({ word: other, weight: weight * correctionWeight }));
  }
}

function isIndexed(index: TermIndex, word: string): boolean {
  const forms = toWordForms(word);
  const stem = index.idOf(forms.stem);
  return stem !== undefined && (index.slotCounts[stem] as number) > 0;
}

function toScored({ word, weight }: QueryWord, index: TermIndex, weights: RankingWeights): ScoredWord {
  const forms = toWordForms(word);
  const stem = index.idOf(forms.stem) ?? -1;
  const others: { stem: number; weight: number }[] = [];
  for (const other of synonyms.get(toSingular(word)) ?? synonyms.get(word) ?? []) {
    const id = index.idOf(toWordForms(other).stem);
    if (id !== undefined && id !== stem) others.push({ stem: id, weight: weights.synonym });
  }
  return { stem, surface: index.idOf(forms.surface) ?? -1, weight, others };
}
