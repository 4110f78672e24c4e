import type { PiiType } from "@sluice/contracts";
import type { Boundary } from "../exit/value-index.ts";
import { declineName } from "../names/decline.ts";
import { isCommonWord, isPlace } from "../names/name-evidence.ts";
import { spellOut, transliterate } from "../names/transliterate.ts";
import { toDateForms } from "./date-forms.ts";

export interface ValuePattern {
  readonly text: string;
  readonly boundary: Boundary;
  /** A part of the value that is personal by itself: it gets a token of its own when it turns up. */
  readonly isPart: boolean;
  /** Not as it is written; gives way to a value that is. */
  readonly isDerived: boolean;
}

const digitsOnly = /^[^\p{L}]*$/u;
const whole = (text: string, boundary: Boundary): ValuePattern => ({ text, boundary, isPart: false, isDerived: false });
const derived = (pattern: ValuePattern): ValuePattern => ({ ...pattern, isDerived: true });

/** How a value is looked for in what leaves. */
export function toPatterns(type: PiiType, value: string | number): readonly ValuePattern[] {
  const text = String(value);
  switch (type) {
    case "person":
      return personPatterns(text);
    case "phone":
      return phonePatterns(text);
    case "birth-date":
      return datePatterns(text);
    case "ip":
      return [whole(text, "separated")];
    default: {
      if (digitsOnly.test(text)) return numberPatterns(text);
      const length = text.replace(/[^\p{L}\p{N}]/gu, "").length;
      return [whole(text, length < 8 ? "word" : type === "address" ? "one-side" : "none")];
    }
  }
}

/** A day is written in many ways, and programs change them without meaning any harm. */
function datePatterns(text: string): readonly ValuePattern[] {
  const { digits, words } = toDateForms(text);
  const own = digitsOnly.test(text) ? numberPatterns(text) : [whole(text, "word")];
  return [
    ...own,
    ...digits.map((form) => derived(whole(form, "parted"))),
    ...words.map((form) => derived(whole(form, "word"))),
  ];
}

function numberPatterns(text: string): readonly ValuePattern[] {
  const count = text.replace(/\D/g, "").length;
  // Five digits are a postcode, a port or a price as well.
  if (count < 6) return [];
  return [whole(text, count < 11 ? "digits" : "none")];
}

function phonePatterns(text: string): readonly ValuePattern[] {
  const number = text.replace(/(?:x|ext|доб).*$/iu, "");
  const digits = number.replace(/\D/g, "");
  const patterns = [...numberPatterns(text)];
  // Without country code or trunk prefix: `8 916 …` for `+7 916 …`.
  if (digits.length > 10) patterns.push(...numberPatterns(digits.slice(-10)).map(derived));
  if (number !== text) patterns.push(...numberPatterns(digits).map(derived));
  return patterns;
}

/** Long enough, and neither a word nor a place: Роман is `Roman` in Latin letters. */
const isTelling = (word: string): boolean => word.length >= 4 && !isCommonWord(word) && !isPlace(word);

/** Double names are shortened to one of their halves. */
const withHalves = (word: string): readonly string[] => (word.includes("-") ? [word, ...word.split("-")] : [word]);

function personPatterns(text: string): readonly ValuePattern[] {
  const words = text.split(/[\s,]+/).filter((word) => /\p{L}/u.test(word));
  const letters = words.join("").length;
  if (words.length < 2) {
    const word = words[0] ?? "";
    if (isCommonWord(word) || letters < 3) return [];
    return [whole(text, letters < 5 ? "capitalised-word" : "word")];
  }
  const boundary = letters < 10 ? "word" : "one-side";
  const patterns = [whole(text, boundary)];
  const turned = words.length > 4 ? [] : [[words.at(-1) as string, ...words.slice(0, -1)].join(" ")];
  for (const order of [text, ...turned]) {
    const forms = [...transliterate(order), ...spellOut(order)];
    for (const form of order === text ? forms : [order, ...forms]) patterns.push(derived(whole(form, boundary)));
  }
  for (const word of words.flatMap(withHalves)) {
    if (/^\p{Lu}/u.test(word) && isTelling(word)) {
      for (const form of [word, ...declineName(word), ...transliterate(word), ...spellOut(word)]) {
        if (isTelling(form)) patterns.push({ text: form, boundary: "capitalised-word", isPart: true, isDerived: true });
      }
    }
  }
  return patterns;
}
