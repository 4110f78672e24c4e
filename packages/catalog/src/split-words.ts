import { translateChinese } from "./chinese-words.ts";
import { russianWords, translateBeginning } from "./russian-words.ts";
import { stopWords } from "./stop-words.ts";

const chunkPattern = /[\p{L}\p{N}]+/gu;
const casePattern = /(?<=\p{Ll}|\d)(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const eastAsianRuns = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu;
const cyrillic = /\p{Script=Cyrillic}/u;
const longestRussianEnding = 6;
const marks = /\p{M}+/gu;
const longestWord = 48;
const longestJoined = 16;

/**
 * Words of a text in order, lower case and without accents: names are taken apart at case changes
 * (`createIssue` gives create, issue, createissue), East Asian text comes as pairs of characters.
 */
export function splitWords(text: string, limit = 1_000): string[] {
  const words: string[] = [];
  for (const [chunk] of text.matchAll(chunkPattern)) {
    if (words.length >= limit) break;
    if (eastAsian.test(chunk)) pushEastAsian(words, chunk);
    else pushChunk(words, chunk);
  }
  return words.length > limit ? words.slice(0, limit) : words;
}

function pushChunk(words: string[], chunk: string): void {
  if (chunk.length > longestWord) return;
  const parts = chunk.split(casePattern);
  const first = parts[0];
  if (first === undefined) return;
  if (parts.length === 1) {
    const word = toPlain(first);
    words.push(word);
    if (cyrillic.test(word)) words.push(...translateBeginning(russianWords, word, longestRussianEnding));
    return;
  }
  const plain = parts.map(toPlain);
  const isJoined = parts.length <= 3 && chunk.length <= longestJoined;
  // "MySQL" must not fall apart into a stop-word and a stranger: short parts are kept in the joined word only.
  const hasWeakPart = isJoined && plain.some((part) => part.length <= 2 || stopWords.has(part));
  for (const part of plain) if (!hasWeakPart || part.length > 2) words.push(part);
  if (isJoined) words.push(plain.join(""));
}

function pushEastAsian(words: string[], chunk: string): void {
  let end = 0;
  for (const match of chunk.matchAll(eastAsianRuns)) {
    if (match.index > end) pushChunk(words, chunk.slice(end, match.index));
    const characters = [...match[0]];
    words.push(...translateChinese(characters));
    if (characters.length === 1) words.push(match[0]);
    for (let at = 0; at + 1 < characters.length; at += 1) words.push(`${characters[at]}${characters[at + 1]}`);
    end = match.index + match[0].length;
  }
  if (end < chunk.length) pushChunk(words, chunk.slice(end));
}

function toPlain(word: string): string {
  const lower = word.toLowerCase().replaceAll("ß", "ss");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is "all of ASCII"
  return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize("NFKD").replace(marks, "");
}
