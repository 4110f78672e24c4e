import { type CapitalWord, findRuns } from "../../names/capital-runs.ts";
import { isCommonWord, isCyrillic, isFamilyName, isGivenName, isPlace } from "../../names/name-evidence.ts";
import {
  capitalisedWords,
  cueAfter,
  cueBefore,
  organisationWords,
  particles,
  strongCueBefore,
  titles,
} from "../../names/name-words.ts";
import { before } from "../context.ts";
import type { Finding } from "../detector.ts";

interface Word extends CapitalWord {
  readonly lower: string;
  readonly isGiven: boolean;
  readonly isFamily: boolean;
  readonly isCommon: boolean;
  readonly isPlaceName: boolean;
}

const MAX_WORDS = 5;

/** Persons written in Latin letters: known names, titles, initials, words around; then the same people again. */
export function findLatinPersons(text: string): readonly Finding[] {
  const found: Finding[] = [];
  const loose: Word[] = [];
  for (const run of findRuns(text, particles)) {
    if (isCyrillic(run[0]?.text ?? "")) continue;
    for (const segment of splitRun(text, run)) {
      const name = judge(text, segment);
      if (name === undefined) loose.push(...segment.words);
      else found.push(name);
    }
  }
  return [...found, ...findAgain(text, found, loose)];
}

interface Segment {
  readonly words: readonly Word[];
  readonly hasTitle: boolean;
}

/** Cuts a run at titles and at words that are never part of a name. */
function splitRun(text: string, run: readonly CapitalWord[]): readonly Segment[] {
  const segments: Segment[] = [];
  let words: Word[] = [];
  let hasTitle = false;
  const close = (): void => {
    if (words.length > 0) segments.push({ words, hasTitle });
    words = [];
    hasTitle = false;
  };
  for (const word of run) {
    const lower = word.text.replace(/[.]$/, "").toLowerCase();
    if (titles.has(lower) && (word.text.length > 1 || !word.isInitial)) {
      close();
      hasTitle = true;
      continue;
    }
    if (!word.isInitial && capitalisedWords.has(lower) && !isNameHere(lower)) {
      close();
      continue;
    }
    words.push({
      ...word,
      lower,
      isGiven: !word.isInitial && isGivenName(word.text),
      isFamily: !word.isInitial && isFamilyName(word.text),
      isCommon: isCommonWord(lower),
      isPlaceName: isPlace(lower),
    });
  }
  close();
  return segments.length > 0 || !hasTitle ? segments : [];

  function isNameHere(lower: string): boolean {
    return (
      (lower === "may" || lower === "april" || lower === "june" || lower === "august") && words.at(-1)?.isGiven === true
    );
  }
}

function judge(text: string, { words: all, hasTitle }: Segment): Finding | undefined {
  let words = trim(all, hasTitle);
  if (words.length === 0) return undefined;
  const next =
    text
      .slice((words.at(-1) as Word).end)
      .match(/^[ -](\p{L}+)/u)?.[1]
      ?.toLowerCase() ?? "";
  if (organisationWords.has(next) && !hasTitle) return undefined;
  const organisation = words.findIndex(
    (word) => organisationWords.has(word.lower) && !(word.isGiven && !word.isCommon),
  );
  if (organisation >= 0 && !hasTitle) return undefined;
  if (words.length > MAX_WORDS) words = words.slice(0, MAX_WORDS);
  const first = words[0] as Word;
  const last = words.at(-1) as Word;
  const left = before(text, first.start, 40);
  const hasCue = cueBefore.test(left);
  const hasCueAfter = cueAfter.test(text.slice(last.end, last.end + 24));
  const score = scoreOf(words, { hasTitle, hasCue, hasCueAfter, hasStrongCue: strongCueBefore.test(left), left });
  return score === 0 ? undefined : { start: first.start, end: last.end, type: "person", score };
}

interface Surroundings {
  readonly hasTitle: boolean;
  readonly hasCue: boolean;
  readonly hasStrongCue: boolean;
  readonly hasCueAfter: boolean;
  readonly left: string;
}

function scoreOf(words: readonly Word[], around: Surroundings): number {
  const { hasTitle, hasCue, hasStrongCue, hasCueAfter, left } = around;
  const full = words.filter((word) => !word.isInitial);
  if (full.length === 0) return 0;
  const first = words[0] as Word;
  if (hasTitle) return 0.9;
  const given = full.filter((word) => word.isGiven && !word.isCommon).length;
  const family = full.filter((word) => word.isFamily && !word.isCommon).length;
  const unknown = full.filter((word) => !word.isGiven && !word.isFamily && !word.isCommon).length;
  const hasInitial = full.length < words.length;
  if (full.length === 1) return scoreSingle(first, full[0] as Word, words.length > 1, around);
  if (/\bthe $/.test(left)) return 0;
  if (isPlace(words.map((word) => word.text).join(" "))) return 0;
  const isUpper = full.every((word) => word.text === word.text.toUpperCase() && word.text.length > 3);
  // Two known names, or one beside a word that is none.
  if (given > 0 && (given + family > 1 || unknown > 0 || hasInitial)) return isUpper ? 0.6 : 0.86;
  if (full.every((word) => word.isGiven || word.isFamily) && full.some((word) => word.isGiven))
    return hasCue || hasCueAfter || !first.opensSentence ? 0.75 : 0.6;
  if (full[0]?.isGiven === true && !first.isCommon) return 0.75;
  if (hasStrongCue) return 0.75;
  if (hasInitial && !first.isInitial && (family > 0 || unknown > 0)) return 0.65;
  if (full.length <= 3 && (hasCue || hasCueAfter) && (family > 0 || unknown > 1)) return 0.6;
  if (full.length === 2 && family > 0 && unknown > 0 && !first.opensSentence) return 0.5;
  return 0;
}

function scoreSingle(
  first: Word,
  word: Word,
  hasInitial: boolean,
  { hasCue, hasStrongCue, hasCueAfter, left }: Surroundings,
): number {
  if (word.text.length < 3) return 0;
  const isUpper = word.text === word.text.toUpperCase();
  if (isUpper && word.text.length < 5) return 0;
  if (hasInitial) return (word.isFamily || word.isGiven) && !word.isCommon ? 0.7 : hasCue ? 0.6 : 0;
  if (hasStrongCue) return word.isCommon && !word.isGiven ? 0 : 0.7;
  if (/\b(?:the|a|an|in|at|near|via|using|with the) $/.test(left) && !hasCueAfter) return 0;
  if (word.isPlaceName && !hasCue && !hasCueAfter) return 0;
  if (word.isGiven && !word.isCommon) return isUpper ? 0.5 : hasCue || hasCueAfter ? 0.8 : 0.62;
  if (word.isGiven) return hasCue || (hasCueAfter && !first.opensSentence) ? 0.6 : 0;
  if (word.isFamily && !word.isCommon) return hasCue || hasCueAfter ? 0.6 : 0;
  return !word.isCommon && hasCueAfter && !first.opensSentence ? 0.5 : 0;
}

/** Words at the ends that open a sentence or belong to something else. */
function trim(all: readonly Word[], hasTitle: boolean): readonly Word[] {
  let from = 0;
  let to = all.length;
  while (from < to && !hasTitle) {
    const word = all[from] as Word;
    if (!word.isCommon || word.isInitial || word.isGiven || !(word.opensSentence || to - from > 2)) break;
    from++;
  }
  while (
    to - 1 > from &&
    (all[to - 1] as Word).isCommon &&
    !(all[to - 1] as Word).isFamily &&
    !(all[to - 1] as Word).isGiven &&
    to - from > 2
  )
    to--;
  return all.slice(from, to);
}

/** A part of a full name found elsewhere in the text, standing alone. */
function findAgain(text: string, found: readonly Finding[], loose: readonly Word[]): readonly Finding[] {
  const parts = new Set<string>();
  for (const { start, end } of found) {
    const words = text.slice(start, end).split(/\s+/);
    if (words.length > 1) for (const word of words) if (word.length > 2) parts.add(word.toLowerCase());
  }
  return loose
    .filter((word) => parts.has(word.lower) && !word.isCommon)
    .map(({ start, end }) => ({ start, end, type: "person" as const, score: 0.6 }));
}
