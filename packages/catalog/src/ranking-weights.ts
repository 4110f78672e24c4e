import type { FieldName } from "./tool-document.ts";

/** Every number of the ranking. The measured plateau is wide; docs/decisions says what each step brought. */
export interface RankingWeights {
  readonly fields: Readonly<Record<FieldName, number>>;
  /** How much a long field is held against a match in it, 0..1. */
  readonly lengthPenalty: number;
  /** How fast repeated words stop counting. */
  readonly saturation: number;
  /** A match of the very form of the word, on top of the stem's. */
  readonly surface: number;
  readonly synonym: number;
  /** Cosine beside the lexical score, which is scaled to 1. */
  readonly meaning: number;
  /** Best single clause of a query of several, lexical and cosine. */
  readonly clause: number;
  readonly clauseMeaning: number;
  /** Share of the server's words that the query names. */
  readonly serverCoverage: number;
  /** Share of the tool name's words that a query of several clauses names. */
  readonly nameCoverage: number;
  readonly wordsPerField: number;
}

export const defaultWeights: RankingWeights = {
  fields: { name: 3, description: 1, paramNames: 0.6, paramText: 0.4, server: 1, serverText: 0.1 },
  lengthPenalty: 0.5,
  saturation: 1.5,
  surface: 0.35,
  synonym: 0.5,
  meaning: 1,
  clause: 0.4,
  clauseMeaning: 0.5,
  serverCoverage: 0.2,
  nameCoverage: 0.3,
  wordsPerField: 40,
};
