import { readFileSync } from "node:fs";
import { readFrontCoded } from "./front-code.ts";

/** The word lists of packages/pii/data; each is read when first asked for and kept. */
const files = {
  givenLatin: "given-latin.txt",
  familyLatin: "family-latin.txt",
  givenCyrillic: "given-cyrillic.txt",
  wordsEnglish: "words-english.txt",
  placesLatin: "places-latin.txt",
  placesCyrillic: "places-cyrillic.txt",
} as const;

export type WordList = keyof typeof files;

const loaded = new Map<WordList, ReadonlySet<string>>();

export function readWordList(list: WordList): ReadonlySet<string> {
  let words = loaded.get(list);
  if (words === undefined) {
    words = readFrontCoded(readFileSync(new URL(`../../data/${files[list]}`, import.meta.url), "utf8"));
    loaded.set(list, words);
  }
  return words;
}
