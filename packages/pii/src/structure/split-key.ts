const cache = new Map<string, readonly string[]>();
const MAX_CACHED = 20_000;
/** Longer keys are data, not names of fields. */
const MAX_KEY = 80;

/** Accents in names of fields come and go: `prénom`, `prenom`. Those of Cyrillic make other letters. */
const latinMarks = /(\p{Script=Latin})\p{M}+/gu;

/** Words of a field name in lower case: `WORK_phoneNumber2` → work, phone, number. Digits are dropped. */
export function splitKey(key: string): readonly string[] {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const words = toWords(key);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, words);
  return words;
}

/** The same without remembering it: for values, which may be somebody's. */
export function toWords(text: string): readonly string[] {
  if (text.length > MAX_KEY) return [];
  return text
    .normalize("NFKD")
    .replace(latinMarks, "$1")
    .normalize("NFKC")
    .replaceAll("ß", "ss")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 0);
}

/** `customers` → customer, `addresses` → address. */
export function singular(word: string): string {
  if (word.length < 4 || !word.endsWith("s") || word.endsWith("ss")) return word;
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.slice(0, -1);
}
