import { stemmer } from "stemmer";

/** A word as the index keeps it: the stem, and the surface form (singular) marked with `=`. */
export interface WordForms {
  readonly stem: string;
  readonly surface: string;
}

const cacheSize = 60_000;
const cache = new Map<string, WordForms>();

export function toWordForms(word: string): WordForms {
  const known = cache.get(word);
  if (known !== undefined) return known;
  const forms = { stem: stemmer(word), surface: `=${toSingular(word)}` };
  if (cache.size >= cacheSize) cache.clear();
  cache.set(word, forms);
  return forms;
}

export function toSingular(word: string): string {
  if (word.length <= 3 || !word.endsWith("s") || word.endsWith("ss") || word.endsWith("us") || word.endsWith("is")) {
    return word;
  }
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ches|shes|sses|xes|zes)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
