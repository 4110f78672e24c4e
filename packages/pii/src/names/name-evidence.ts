import { placeStem, russianStem } from "./russian-stem.ts";
import { ambiguousGiven } from "./russian-words.ts";
import { readWordList } from "./word-lists.ts";

const cyrillic = /[\u0400-\u04ff]/;

export const isCyrillic = (word: string): boolean => cyrillic.test(word);

/** Lower case, one apostrophe, ё as е: the spelling of the lists. */
export function normaliseName(word: string): string {
  const lower = word.toLowerCase().replace(/[’`´]/g, "'");
  return lower.includes("ё") ? lower.replaceAll("ё", "е") : lower;
}

export function isGivenName(word: string): boolean {
  const name = normaliseName(word);
  const list = readWordList(isCyrillic(name) ? "givenCyrillic" : "givenLatin");
  if (list.has(name)) return true;
  // Two given names are one: Karl-Heinz, Emily-Rose.
  const parts = name.split("-");
  return parts.length === 2 && parts.every((part) => part.length > 2 && list.has(part));
}

export function isFamilyName(word: string): boolean {
  const name = normaliseName(word);
  return isCyrillic(name) ? isRussianSurname(name) : readWordList("familyLatin").has(name);
}

export function isCommonWord(word: string): boolean {
  const name = word.toLowerCase();
  return isCyrillic(name) ? ambiguousGiven.has(name) : readWordList("wordsEnglish").has(name);
}

export function isPlace(text: string): boolean {
  const name = normaliseName(text);
  return isCyrillic(name) ? readWordList("placesRussian").has(placeStem(name)) : readWordList("placesLatin").has(name);
}

const patronymic = /^[а-я]{2,}(?:(?:ов|ев|ь)ич(?:а|у|ем|е)?|(?:ов|ев|ич|инич)н(?:а|ы|е|у|ой|ою))$/;
/** Иванович, Ильинична in any case. */
export function isPatronymic(word: string): boolean {
  const name = normaliseName(word);
  return patronymic.test(name) || /^(?:иль|кузьм|фом|лук|никит|савв)ич(?:а|у|ом|е)?$/.test(name);
}

const surname =
  /^[а-я-]{2,}(?:(?:ов|ев|ин|ын)(?:а|у|ым|е|ой|ых|ым|ыми|ы)?|(?:ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую|ие|их)|(?:енк|юк|ук|чук|щук)(?:о|а|у|ом|е)?|(?:дзе|швили|ян|янц)(?:а|у|ом|е)?|(?:ых|их))$/;
export function isRussianSurname(word: string): boolean {
  const name = normaliseName(word);
  return name.length >= 4 && surname.test(name);
}

/** Two to four words of which at least one is a known given name, and none of which is only a place or a plain word. */
export function looksLikeFullName(text: string): boolean {
  const words = text
    .trim()
    .split(/[\s,]+/)
    .filter((word) => word !== "");
  if (words.length < 2 || words.length > 5 || words.some((word) => /\d/.test(word))) return false;
  if (isPlace(text.trim())) return false;
  let given = 0;
  let family = 0;
  let plain = 0;
  for (const word of words) {
    if (!/^\p{Lu}/u.test(word)) return false;
    const isPlain = isCommonWord(word);
    if (isPatronymic(word)) given++;
    else if (isGivenName(word) && !isPlain) given++;
    else if (isFamilyName(word) && !isPlain) family++;
    else if (isPlain && !isGivenName(word)) plain++;
  }
  return given > 0 && plain === 0 && (given + family >= 2 || words.length <= 3);
}

/** A noun or adjective of Russian, in any case. */
export function isRussianWord(word: string): boolean {
  return readWordList("wordsRussian").has(russianStem(word));
}
