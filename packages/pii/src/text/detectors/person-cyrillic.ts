import { type CapitalWord, findRuns } from "../../names/capital-runs.ts";
import {
  isCyrillic,
  isGivenName,
  isPatronymic,
  isPlace,
  isRussianSurname,
  normaliseName,
} from "../../names/name-evidence.ts";
import { ambiguousGiven, notSurnames, personCues, thingCues } from "../../names/russian-words.ts";
import { before } from "../context.ts";
import type { Finding } from "../detector.ts";

type Kind = "given" | "patronymic" | "surname" | "initial" | "other";

interface Word extends CapitalWord {
  readonly lower: string;
  readonly kind: Kind;
  readonly isAmbiguous: boolean;
}

const noParticles: ReadonlySet<string> = new Set([
  "де",
  "ди",
  "да",
  "ван",
  "фон",
  "аль",
  "бен",
  "ибн",
  "оглы",
  "кызы",
  "дер",
  "ла",
  "ле",
  "эль",
]);
const caseEnding = /(?:ого|ому|ыми|ими|ым|им|ой|ою|ом|ем|ей|ую|ая|ий|ый|ых|их|а|у|е|ы|и|я|ю|о)$/;

/** Persons written in Cyrillic: given names and patronymics in all cases, surnames by their endings, initials, cues. */
export function findCyrillicPersons(text: string): readonly Finding[] {
  const found: Finding[] = [];
  const loose: Word[] = [];
  for (const run of findRuns(text, noParticles)) {
    if (!run.some((word) => isCyrillic(word.text))) continue;
    const words = run.map(toWord);
    const taken = findNames(text, words, found);
    loose.push(...words.filter((_word, index) => !taken.has(index)));
  }
  return [...found, ...findAgain(text, found, loose)];
}

function toWord(word: CapitalWord): Word {
  const lower = normaliseName(word.text);
  return { ...word, lower, kind: kindOf(word, lower), isAmbiguous: ambiguousGiven.has(lower) };
}

function kindOf(word: CapitalWord, lower: string): Kind {
  if (word.isInitial) return "initial";
  if (isPatronymic(lower)) return "patronymic";
  if (isGivenName(lower)) return "given";
  if (notSurnames.has(lower) || isPlaceForm(lower)) return "other";
  return isRussianSurname(lower) && !/(?:ых|их)$/.test(lower) ? "surname" : "other";
}

/** Саратове, Харьковом: a place in any case. */
function isPlaceForm(lower: string): boolean {
  if (isPlace(lower)) return true;
  const stem = lower.replace(caseEnding, "");
  return (
    stem.length >= 3 &&
    (isPlace(stem) ||
      isPlace(`${stem}а`) ||
      isPlace(`${stem}ь`) ||
      isPlace(`${stem}я`) ||
      isPlace(`${stem}ий`) ||
      isPlace(`${stem}ск`))
  );
}

/** Walks a run and takes the longest name at each place. @returns the indices taken */
function findNames(text: string, words: readonly Word[], found: Finding[]): ReadonlySet<number> {
  const taken = new Set<number>();
  for (let at = 0; at < words.length; ) {
    const match = matchName(text, words, at);
    if (match === undefined) {
      at++;
      continue;
    }
    for (let index = at; index < at + match.count; index++) taken.add(index);
    found.push({
      start: (words[at] as Word).start,
      end: (words[at + match.count - 1] as Word).end,
      type: "person",
      score: match.score,
    });
    at += match.count;
  }
  return taken;
}

/** Orders of name parts that are persons, longest first. */
const shapes: readonly (readonly [readonly Kind[], number])[] = [
  [["surname", "given", "patronymic"], 0.95],
  [["given", "patronymic", "surname"], 0.95],
  [["other", "given", "patronymic"], 0.9],
  [["given", "patronymic", "other"], 0.88],
  [["given", "given", "surname"], 0.85],
  [["given", "initial", "surname"], 0.9],
  [["given", "initial", "other"], 0.8],
  [["initial", "initial", "surname"], 0.92],
  [["initial", "initial", "other"], 0.8],
  [["surname", "initial", "initial"], 0.92],
  [["other", "initial", "initial"], 0.75],
  [["given", "patronymic"], 0.9],
  [["given", "surname"], 0.9],
  [["surname", "given"], 0.85],
  [["given", "given"], 0.7],
  [["initial", "surname"], 0.8],
  [["surname", "initial"], 0.75],
  [["given", "other"], 0.72],
];

interface Match {
  readonly count: number;
  readonly score: number;
}

function matchName(text: string, words: readonly Word[], at: number): Match | undefined {
  for (const [kinds, score] of shapes) {
    if (!kinds.every((kind, index) => words[at + index]?.kind === kind)) continue;
    if (!isAllowed(text, words, at, kinds)) continue;
    return { count: withSecondName(words, at, kinds.length), score };
  }
  return matchSingle(text, words, at);
}

/** `Габриэль Гарсиа Маркес`: one more unknown word after a given name and another. */
function withSecondName(words: readonly Word[], at: number, count: number): number {
  const next = words[at + count];
  const isForeign = words[at]?.kind === "given" && words[at + count - 1]?.kind !== "surname" && count === 2;
  return isForeign &&
    (next?.kind === "surname" ||
      (next?.kind === "other" && !isPlaceForm(next.lower) && words[at + 1]?.kind === "given"))
    ? count + 1
    : count;
}

function isAllowed(text: string, words: readonly Word[], at: number, kinds: readonly Kind[]): boolean {
  const first = words[at] as Word;
  const other = words.slice(at, at + kinds.length).find((word) => word.kind === "other");
  if (other !== undefined) {
    if (isPlaceForm(other.lower) || notSurnames.has(other.lower) || /^[А-ЯЁ]{2,}$/.test(other.text)) return false;
    // At the head of a sentence any word has a capital.
    if (kinds[0] === "other" && first.opensSentence && kinds[1] === "initial") return false;
  }
  if (kinds.length === 2 && kinds[0] === "given" && first.isAmbiguous && (kinds[1] === "other" || kinds[1] === "given"))
    return false;
  if (kinds[0] === "surname" && first.opensSentence && kinds[1] === "initial" && kinds.length === 2) return false;
  return !(kinds.length === 2 && kinds[1] === "other" && thingCues.test(before(text, first.start, 24)));
}

function matchSingle(text: string, words: readonly Word[], at: number): Match | undefined {
  const word = words[at] as Word;
  if (word.kind === "initial" || word.text.length < 3) return undefined;
  const left = before(text, word.start, 28);
  const isThing = thingCues.test(left);
  const hasCue = !isThing && personCues.test(left);
  const isAlone = words.length === 1;
  if (/[«"„]$/.test(text.slice(0, word.start)) && /^[»"“]/.test(text.slice(word.end, word.end + 1))) return undefined;
  switch (word.kind) {
    case "patronymic":
      return { count: 1, score: 0.8 };
    case "given":
      if (isThing || word.isAmbiguous) return hasCue && !word.isAmbiguous ? { count: 1, score: 0.7 } : undefined;
      return isAlone || hasCue ? { count: 1, score: 0.65 } : undefined;
    case "surname":
      if (isThing) return undefined;
      if (hasCue) return { count: 1, score: 0.8 };
      // Adjectives in names of things end like surnames do.
      if (/(?:ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую)$/.test(word.lower)) return undefined;
      if (!isAlone && at > 0) return undefined;
      return word.opensSentence ? { count: 1, score: 0.52 } : { count: 1, score: 0.6 };
    default: {
      if (!hasCue || word.opensSentence || isPlaceForm(word.lower) || /^[А-ЯЁ]+$/.test(word.text)) return undefined;
      // `министр Ван Мэн`, `гонщик Джон Бенер`: names that no list has.
      const next = words[at + 1];
      const count = next !== undefined && next.kind !== "initial" && !isPlaceForm(next.lower) ? 2 : 1;
      return { count, score: count === 2 ? 0.6 : 0.55 };
    }
  }
}

const stemOf = (word: string): string => normaliseName(word).replace(caseEnding, "");

/** The same people again: a surname that was met with a given name, in any case. */
function findAgain(text: string, found: readonly Finding[], loose: readonly Word[]): readonly Finding[] {
  const stems = new Set<string>();
  for (const { start, end } of found) {
    const parts = text
      .slice(start, end)
      .split(/[\s.]+/)
      .filter((part) => part.length > 2);
    if (parts.length < 2) continue;
    for (const part of parts) {
      const stem = stemOf(part);
      if (stem.length >= 3 && !isGivenName(part) && !isPatronymic(part)) stems.add(stem);
    }
  }
  return loose
    .filter(
      (word) =>
        word.kind !== "initial" && word.text.length > 3 && stems.has(stemOf(word.text)) && !isPlaceForm(word.lower),
    )
    .map(({ start, end }) => ({ start, end, type: "person" as const, score: 0.6 }));
}
