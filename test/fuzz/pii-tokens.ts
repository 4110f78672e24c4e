import { tokenPrefixes } from "@sluice/pii";
import type { Random } from "../../packages/pii/src/exit/test-values.ts";
import { resolveText, type TokenSource } from "../../packages/pii/src/tokens/resolve-tokens.ts";

const prefixes = Object.values(tokenPrefixes);
const insertions = [
  "",
  "_",
  " ",
  "[",
  "]",
  "\\",
  "%5B",
  "%5D",
  "&#91;",
  "&#93;",
  "~",
  "-",
  ".",
  "0",
  "1",
  "2",
  "x",
  "Ж",
  "\u200b",
  "９",
  "］",
  "\n",
  "$",
  "{",
];

/**
 * Mutated tokens against a session in which every token up to 120 exists. A resolution is wrong where the number it
 * took is not a whole number of the text, or its type is not spelled there.
 */
export function fuzzTokens(rounds: number, random: Random, report: (line: string) => void): number {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const source: TokenSource = {
    valueOf: (id) => (Number(id.slice(id.lastIndexOf("_") + 1)) <= 120 ? `<${id}>` : undefined),
    isForeignName: () => false,
  };
  let wrong = 0;
  for (let round = 0; round < rounds; round++) {
    let text = `[${pick(prefixes)}_${1 + Math.floor(random() * 130)}]`;
    for (let change = Math.floor(random() * 4); change > 0; change--) {
      const at = Math.floor(random() * (text.length + 1));
      text = text.slice(0, at) + pick(insertions) + text.slice(at + (random() < 0.5 ? 1 : 0));
    }
    if (random() < 0.3) text = text.toLowerCase();
    if (random() < 0.2) text = `${text}${text}`;
    const { value, used } = resolveText(text, source);
    if (used.every((id) => isSpelled(text, id))) {
      if (used.length === 0 && value !== text) wrong++;
      continue;
    }
    wrong++;
    report(`wrong token: ${JSON.stringify({ text, used })}`);
  }
  return wrong;
}

function isSpelled(text: string, id: string): boolean {
  const plain = text
    .replace(/[\p{Cf}\p{Mn}]/gu, "")
    .normalize("NFKC")
    .replace(/%5[bdf]|&#9[135];/gi, " ")
    .toUpperCase();
  const number = id.slice(id.lastIndexOf("_") + 1);
  const letters = id.slice(0, id.lastIndexOf("_")).replace("_", "");
  return new Set<string>(plain.match(/\d+/g)).has(number) && plain.replace(/[^A-Z]/g, "").includes(letters);
}
