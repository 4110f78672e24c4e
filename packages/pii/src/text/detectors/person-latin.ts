import { type CapitalWord, findRuns } from "../../names/capital-runs.ts";
import { isCommonWord, isCyrillic, isFamilyName, isGivenName, isPlace } from "../../names/name-evidence.ts";
import { articles, capitalisedWords, particles, softwareNames, titles } from "../../names/name-words.ts";
import type { Finding } from "../detector.ts";
import { scoreName } from "./person-score.ts";
import { findTurned } from "./person-turned.ts";

export interface NameWord extends CapitalWord {
  readonly lower: string;
  readonly isGiven: boolean;
  readonly isFamily: boolean;
  readonly isCommon: boolean;
  readonly isPlaceName: boolean;
}

/** Words of a run that can be one name. */
export interface Segment {
  readonly words: readonly NameWord[];
  readonly hasTitle: boolean;
}

/** Persons written in Latin letters: known names, titles, initials, words around; then the same people again. */
export function findLatinPersons(text: string): readonly Finding[] {
  const found: Finding[] = [];
  const loose: Segment[] = [];
  for (const run of findRuns(text, { particles, titles })) {
    for (const segment of splitRun(run)) {
      const finding = scoreName(text, segment);
      if (finding === undefined) loose.push(segment);
      else found.push(finding);
    }
  }
  found.push(...findListed(text, found, loose));
  found.push(...findTurned(text, [...found, ...loose.map(spanOf)]));
  return [...found, ...findAgain(text, found, loose)];
}

/** Cuts a run at titles and at words that are never part of a name. */
function splitRun(run: readonly CapitalWord[]): readonly Segment[] {
  const segments: Segment[] = [];
  let words: NameWord[] = [];
  let hasTitle = false;
  const close = (): void => {
    if (words.length > 0) segments.push({ words, hasTitle });
    words = [];
    hasTitle = false;
  };
  for (const word of run) {
    const lower = word.text.replace(/[.]$/, "").toLowerCase();
    if (isCyrillic(word.text)) close();
    else if (titles.has(lower) && !word.isInitial) {
      close();
      hasTitle = true;
    } else if (!word.isInitial && capitalisedWords.has(lower) && !(isMonthName(lower) && words.at(-1)?.isGiven))
      close();
    else if (words.length === 0 && (word.text === "I" || word.text === "A")) close();
    else if (word.opensSentence && articles.has(lower)) close();
    else words.push(toNameWord(word, lower));
  }
  close();
  return segments;
}

const isMonthName = (lower: string): boolean => /^(?:may|april|june|august)$/.test(lower);

/** `ReadOptions`, but not McDonald, DiCaprio or O'Hara. */
const camelCase = /\p{Ll}(?<!^(?:Ma?c|D[aeiu]|L[aeo]|V[ao]n|Fitz|Ten|Ver|San))\p{Lu}/u;

function toNameWord(word: CapitalWord, lower: string): NameWord {
  const isCode = camelCase.test(word.text);
  return {
    ...word,
    lower,
    isGiven: !word.isInitial && !isCode && isGivenName(word.text),
    isFamily: !word.isInitial && !isCode && isFamilyName(word.text),
    isCommon: isCode || isCommonWord(lower) || softwareNames.has(lower),
    isPlaceName: isPlace(lower),
  };
}

/** `Kónya, Becker and Vasquez`: in a list with a person, names are persons. */
function findListed(text: string, found: readonly Finding[], loose: readonly Segment[]): readonly Finding[] {
  const anchors = found.filter(({ start, end }) => isAnchor(text.slice(start, end)));
  const starts = new Set(anchors.map(({ start }) => start));
  const ends = new Set(anchors.map(({ end }) => end));
  const listed: Finding[] = [];
  // Twice, so that a list is walked in both directions.
  for (const segments of [loose, [...loose].reverse()]) {
    for (const { words } of segments) {
      const first = words[0] as NameWord;
      const last = words.at(-1) as NameWord;
      if (starts.has(first.start) || words.length > 3) continue;
      if (words.every((word) => word.isInitial)) continue;
      // `Ada Byron, DOB`: a label in a list of data.
      if (words.length === 1 && first.text === first.text.toUpperCase() && !first.isGiven) continue;
      // `Ada Byron, Block 12`
      if (/^ \d/.test(text.slice(last.end, last.end + 2))) continue;
      if (!words.every((word) => word.isInitial || word.isGiven || word.isFamily || !word.isCommon)) continue;
      if (words.some((word) => word.isPlaceName && !word.isGiven && !word.isFamily)) continue;
      if (!isListedWith(text, first.start, last.end, starts, ends)) continue;
      listed.push({ start: first.start, end: last.end, type: "person", score: 0.55 });
      starts.add(first.start);
      ends.add(last.end);
    }
  }
  return listed;
}

const spanOf = ({ words }: Segment): { readonly start: number; readonly end: number } => ({
  start: (words[0] as NameWord).start,
  end: (words.at(-1) as NameWord).end,
});

/** Surnames alone in a row are a law firm. */
const isAnchor = (name: string): boolean => name.includes(" ") || (isGivenName(name) && !isFamilyName(name));

const joints = [", ", " and ", ", and ", " & ", " or "];

function isListedWith(
  text: string,
  start: number,
  end: number,
  starts: ReadonlySet<number>,
  ends: ReadonlySet<number>,
): boolean {
  return joints.some(
    (joint) =>
      (text.startsWith(joint, end) && starts.has(end + joint.length)) ||
      (text.slice(Math.max(0, start - joint.length), start) === joint && ends.has(start - joint.length)),
  );
}

/** A part of a full name found elsewhere in the text, standing alone. */
function findAgain(text: string, found: readonly Finding[], loose: readonly Segment[]): readonly Finding[] {
  const parts = new Set<string>();
  for (const { start, end } of found) {
    const words = text.slice(start, end).split(/\s+/);
    for (const word of words) if (word.length > 2) parts.add(word.toLowerCase());
  }
  const taken = new Set(found.map(({ start }) => start));
  return loose
    .filter(({ words: [first] }) => first !== undefined && !taken.has(first.start))
    .filter(({ words }) => words.some((word) => !word.isInitial))
    .filter(({ words }) =>
      words.every(
        (word) => word.isInitial || (parts.has(word.lower) && (!word.isCommon || word.isGiven || word.isFamily)),
      ),
    )
    .map(({ words }) => ({
      start: (words[0] as NameWord).start,
      end: (words.at(-1) as NameWord).end,
      type: "person",
      score: 0.6,
    }));
}
