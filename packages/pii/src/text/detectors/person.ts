import { isCommonWord } from "../../names/name-evidence.ts";
import type { Detector, Finding } from "../detector.ts";
import { findCyrillicPersons } from "./person-cyrillic.ts";
import { findLatinPersons } from "./person-latin.ts";

/** Longer texts without any capital are data. */
const MAX_LOWER = 4000;
const MIN_WORDS = 3;
/** Without capitals only good evidence counts. */
const LOWER_SCORE = 0.7;

export const personDetector: Detector = {
  name: "person",
  types: ["person"],
  wants: (traits) => traits.hasSpace || traits.hasCyrillic,
  find(text, traits) {
    if (traits.capitals === 0) return traits.hasLatin && !traits.hasCyrillic ? findLowerCase(text) : [];
    const found: Finding[] = [];
    if (traits.hasLatin) found.push(...findLatinPersons(text));
    if (traits.hasCyrillic) found.push(...findCyrillicPersons(text));
    return found;
  },
};

/** People who write without capitals have names too: words that English does not have get one. */
function findLowerCase(text: string): readonly Finding[] {
  if (text.length > MAX_LOWER || text.split(" ", MIN_WORDS + 1).length <= MIN_WORDS) return [];
  const capitalised = text.replace(/(?<![\p{L}\p{N}_@/.\\'’-])\p{Ll}[\p{L}'’-]*/gu, (word) => {
    const plain = word.replace(/['’]s?$/, "");
    return isCommonWord(plain) || !/^\p{L}+$/u.test(plain) ? word : (word[0] as string).toUpperCase() + word.slice(1);
  });
  if (capitalised.length !== text.length) return [];
  return findLatinPersons(capitalised).filter(({ score }) => score >= LOWER_SCORE);
}
