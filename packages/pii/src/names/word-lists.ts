import { readFileSync } from "node:fs";
import { WordSet } from "./bloom.ts";

/** The word lists of packages/pii/data; each is read when first asked for and kept. */
export const wordLists = {
  givenLatin: "given-latin.bloom",
  familyLatin: "family-latin.bloom",
  givenCyrillic: "given-cyrillic.bloom",
  wordsEnglish: "words-english.bloom",
  placesLatin: "places-latin.bloom",
  /** Stems, see `russianStem`. */
  placesRussian: "places-russian.bloom",
  wordsRussian: "words-russian.bloom",
} as const;

export type WordListName = keyof typeof wordLists;

const loaded = new Map<WordListName, WordSet>();

export function readWordList(name: WordListName): WordSet {
  let words = loaded.get(name);
  if (words === undefined) {
    words = new WordSet(readFileSync(new URL(`../../data/${wordLists[name]}`, import.meta.url)));
    loaded.set(name, words);
  }
  return words;
}
