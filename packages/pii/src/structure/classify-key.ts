import { gluedEnds, type KeyHint, keyRules } from "./key-rules.ts";
import { singular, splitKey, toWords } from "./split-key.ts";

export type KeyVerdict =
  | KeyHint
  | { readonly type: "name" }
  /** A name of something, more often than of somebody. */
  | { readonly type: "title" }
  | { readonly type: "thing" }
  | { readonly type: "generic" }
  | { readonly type: "quiet" }
  | { readonly type: "none" };

const none: KeyVerdict = { type: "none" };
const name: KeyVerdict = { type: "name" };
const title: KeyVerdict = { type: "title" };
const thing: KeyVerdict = { type: "thing" };
const quiet: KeyVerdict = { type: "quiet" };
const generic: KeyVerdict = { type: "generic" };

/** Keys that say nothing themselves: their parent's name counts. */
const genericWords = new Set([
  "value",
  "number",
  "no",
  "num",
  "text",
  "raw",
  "formatted",
  "content",
  "data",
  "full",
  "display",
  "val",
  "e164",
  "national",
  "international",
  "primary",
  "home",
  "work",
  "personal",
  "other",
  "main",
  "date",
  "first",
  "last",
  "middle",
  "given",
  "family",
  "значение",
  "номер",
]);
/** The longest end listed, in words. */
const MAX_WORDS = 5;

const cache = new Map<string, KeyVerdict>();
const MAX_CACHED = 20_000;

/** What a field's name says, read from its end; `parent` counts for keys such as `value`. */
export function classifyKey(key: string, parent = ""): KeyVerdict {
  const verdict = classifyAlone(key);
  if (verdict.type !== "generic" || parent === "") return verdict;
  const words = [...splitKey(parent).map(singular), ...splitKey(key)];
  const joint = classifyWords(words);
  return joint.type === "none" || joint.type === "generic" ? classifyAlone(parent) : joint;
}

/** What a value would say if it were a field's name, as in the head of a table. */
export function classifyLabel(text: string): KeyVerdict {
  return classifyWords(toWords(text));
}

function classifyAlone(key: string): KeyVerdict {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const verdict = classifyWords(splitKey(key));
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, verdict);
  return verdict;
}

function classifyWords(words: readonly string[]): KeyVerdict {
  const last = words.at(-1);
  if (last === undefined) return none;
  // Only the last word can be a plural.
  for (const ending of last === singular(last) ? [last] : [last, singular(last)]) {
    const all = [...words.slice(0, -1), ending];
    for (let count = Math.min(MAX_WORDS, all.length); count > 0; count--) {
      const end = all.slice(-count).join(" ");
      if (keyRules.friends.has(end)) return none;
      const hint = keyRules.types.get(end);
      if (hint !== undefined) return hint;
      if (keyRules.quiet.has(end)) return quiet;
      if (keyRules.things.has(end)) return thing;
      if (count !== all.length) continue;
      if (keyRules.names.has(end)) return name;
      if (keyRules.titles.has(end)) return title;
    }
  }
  if (words.every((word) => genericWords.has(word))) return generic;
  const glued = gluedEnds.find((end) => last.length > end.length && last.endsWith(end));
  return glued === undefined ? none : (keyRules.types.get(glued) ?? none);
}
