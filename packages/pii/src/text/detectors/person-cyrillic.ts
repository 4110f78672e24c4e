import { type CapitalWord, findRuns } from "../../names/capital-runs.ts";
import {
  isCyrillic,
  isGivenName,
  isPatronymic,
  isPlace,
  isRussianSurname,
  isRussianWord,
  normaliseName,
} from "../../names/name-evidence.ts";
import { russianStem } from "../../names/russian-stem.ts";
import { ambiguousGiven, headCues, notSurnames, personCues, thingCues } from "../../names/russian-words.ts";
import { before } from "../context.ts";
import type { Finding } from "../detector.ts";

/** `foreign` is in no list; `plain` is a word of the language. */
type Kind = "given" | "patronymic" | "surname" | "initial" | "foreign" | "plain" | "place";

interface Word extends CapitalWord {
  readonly lower: string;
  readonly kind: Kind;
}

const runWords = {
  titles: new Set<string>(),
  particles: new Set([
    "де",
    "ди",
    "да",
    "ван",
    "фон",
    "аль",
    "бен",
    "ибн",
    "дер",
    "ла",
    "ле",
    "эль",
    "дю",
    "бин",
    "абу",
    "оглы",
    "кызы",
    "дос",
    "да",
    "дос",
  ]),
};
const adjective = /(?:ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую|ие|их|ими)$/;
/** Also with a case ending: МИДа. */
const acronym = /^[А-ЯЁ]{2,}[А-ЯЁа-яё-]?$/;

/** Persons written in Cyrillic: given names and patronymics in all cases, surnames by their endings, initials, cues. */
export function findCyrillicPersons(text: string): readonly Finding[] {
  const found: Finding[] = [];
  const loose: Word[] = [];
  for (const run of findRuns(text, runWords)) {
    if (!run.some((word) => isCyrillic(word.text)) || isTitle(text, run)) continue;
    const words = run.map(toWord);
    for (let at = 0; at < words.length; ) {
      const match = matchName(text, words, at);
      if (match === undefined) {
        loose.push(words[at++] as Word);
        continue;
      }
      const last = words[at + match.count - 1] as Word;
      found.push({ start: (words[at] as Word).start, end: last.end, type: "person", score: match.score });
      at += match.count;
    }
  }
  return [...found, ...findJoined(text, found, loose), ...findAgain(text, found, loose)];
}

function toWord(word: CapitalWord): Word {
  const lower = normaliseName(word.text);
  return { ...word, lower, kind: kindOf(word, lower) };
}

function kindOf(word: CapitalWord, lower: string): Kind {
  // `В` and `К` open sentences; only a dot makes them initials.
  if (word.isInitial) return word.hasDot ? "initial" : "plain";
  if (!isCyrillic(lower)) return "plain";
  // `Врач-терапевт`, `Из-за`: halves of a name are both written with a capital.
  if (/-[а-яё]/.test(word.text)) return "plain";
  if (isPatronymic(lower)) return "patronymic";
  if (isGivenName(lower)) return "given";
  if (notSurnames.has(lower) || acronym.test(word.text)) return "plain";
  if (isRussianSurname(lower) && (!/(?:ых|их)$/.test(lower) || isFamilyPlural(lower))) return "surname";
  if (isPlace(lower)) return "place";
  return isRussianWord(lower) ? "plain" : "foreign";
}

/** `Кравцовых`: the whole family, where it is no adjective. */
const isFamilyPlural = (lower: string): boolean => /(?:ов|ев|ин)ых$/.test(lower) && !isRussianWord(lower);

/** Orders of name parts that are persons, longest first, with what they prove. */
const shapes: readonly (readonly [readonly Kind[], number])[] = [
  [["surname", "given", "patronymic"], 0.95],
  [["foreign", "given", "patronymic"], 0.92],
  [["plain", "given", "patronymic"], 0.88],
  [["foreign", "patronymic", "surname"], 0.88],
  [["foreign", "patronymic", "foreign"], 0.85],
  [["surname", "foreign", "patronymic"], 0.88],
  [["foreign", "foreign", "patronymic"], 0.85],
  [["given", "patronymic", "surname"], 0.95],
  [["given", "patronymic", "foreign"], 0.92],
  [["given", "patronymic", "plain"], 0.85],
  [["given", "given", "surname"], 0.85],
  [["given", "given", "foreign"], 0.85],
  [["given", "initial", "surname"], 0.9],
  [["given", "initial", "foreign"], 0.85],
  [["initial", "initial", "surname"], 0.92],
  [["initial", "initial", "foreign"], 0.88],
  [["initial", "initial", "plain"], 0.8],
  [["surname", "initial", "initial"], 0.92],
  [["foreign", "initial", "initial"], 0.88],
  [["plain", "initial", "initial"], 0.8],
  [["foreign", "foreign", "foreign"], 0.6],
  [["foreign", "foreign", "surname"], 0.6],
  [["given", "foreign", "surname"], 0.7],
  [["given", "foreign", "foreign"], 0.7],
  [["given", "patronymic"], 0.9],
  [["given", "surname"], 0.9],
  [["given", "place"], 0.7],
  [["surname", "given"], 0.85],
  [["foreign", "given"], 0.65],
  [["plain", "foreign"], 0.55],
  [["given", "foreign"], 0.85],
  [["given", "given"], 0.7],
  [["foreign", "surname"], 0.75],
  [["foreign", "foreign"], 0.65],
  [["initial", "surname"], 0.8],
  [["initial", "foreign"], 0.75],
  [["surname", "initial"], 0.75],
  [["given", "plain"], 0.6],
];

interface Match {
  readonly count: number;
  readonly score: number;
}

function matchName(text: string, words: readonly Word[], at: number): Match | undefined {
  for (const [kinds, score] of shapes) {
    if (kinds.every((kind, index) => words[at + index]?.kind === kind) && isAllowed(text, words, at, kinds)) {
      return { count: kinds.length, score };
    }
  }
  return matchSingle(text, words, at);
}

function isAllowed(text: string, words: readonly Word[], at: number, kinds: readonly Kind[]): boolean {
  const first = words[at] as Word;
  const last = words[at + kinds.length - 1] as Word;
  const next = words[at + kinds.length]?.kind;
  // In `Минкомсвязи Игоря Щёголева` the name starts later.
  if (kinds[1] === "given" && kinds.length === 2 && (next === "surname" || next === "patronymic" || next === "foreign"))
    return kinds[0] === "given";
  if (kinds[0] === "plain" && kinds[1] === "foreign") {
    if (next === "surname" || next === "foreign" || acronym.test(first.text)) return false;
    if (first.opensSentence || !/[бвгджзклмнпрстфхцчшщ]$|[аеуом]$/.test(first.lower) || first.text.length > 9)
      return false;
  } else if (kinds.includes("plain")) {
    const plain = words.slice(at, at + kinds.length).find((word) => word.kind === "plain") as Word;
    if (notSurnames.has(plain.lower) || acronym.test(plain.text) || !isCyrillic(plain.text)) return false;
    if (
      kinds.length === 2 &&
      ((first.opensSentence && (first.kind !== "given" || isPlace(first.lower))) ||
        ambiguousGiven.has(first.lower) ||
        !/(?:й|о|и|[бвгджзклмнпрстфхцчшщ]|[ауыеояю]м?|ой)$/.test(plain.lower))
    )
      return false;
  }
  // In `Письмо Анне Сергеевне Коваленко` as well.
  if (
    kinds.length === 3 &&
    kinds[2] === "patronymic" &&
    (next === "surname" || next === "foreign") &&
    words[at + 3]?.opensSentence === false
  )
    return false;
  if (first.opensSentence && kinds.length === 2 && kinds[1] === "initial") return false;
  const isWeak = !kinds.includes("given") && !kinds.includes("patronymic") && !kinds.includes("initial");
  if (isWeak && (isQuoted(text, first, last) || adjective.test(first.lower))) return false;
  return !(kinds.length === 2 && isWeak && thingCues.test(before(text, first.start, 28)));
}

/** The novel «Анна Каренина», the theatre «Иван Грозный». */
function isTitle(text: string, run: readonly CapitalWord[]): boolean {
  const first = run[0] as CapitalWord;
  return isQuoted(text, first, run.at(-1) as CapitalWord) && thingCues.test(before(text, first.start, 28));
}

function isQuoted(text: string, first: CapitalWord, last: CapitalWord): boolean {
  return /[«"„]$/.test(text.slice(0, first.start).slice(-1)) && /^[»"“]/.test(text.slice(last.end, last.end + 1));
}

function matchSingle(text: string, words: readonly Word[], at: number): Match | undefined {
  const word = words[at] as Word;
  if (word.kind === "initial" || word.kind === "place" || word.kind === "plain" || word.text.length < 3)
    return undefined;
  if (isQuoted(text, word, word)) return undefined;
  const left = before(text, word.start, 32);
  if (word.kind !== "patronymic" && thingCues.test(left)) return undefined;
  // One is in a place, never in a person: во Флориде, в Иванове.
  if (/(?:^|\s)во? (?:\S+(?:ой|ом) )?$/.test(left) && /[еи]$/.test(word.lower)) return undefined;
  const hasCue = personCues.test(left);
  switch (word.kind) {
    case "patronymic":
      return { count: 1, score: 0.8 };
    case "given":
      if (isPlace(word.lower) && !hasCue) return undefined;
      if (ambiguousGiven.has(word.lower) && (word.opensSentence || !(words.length === 1 || hasCue))) return undefined;
      return { count: 1, score: 0.65 };
    case "surname":
      if (adjective.test(word.lower))
        return hasCue && !word.opensSentence && !isRussianWord(word.lower) ? { count: 1, score: 0.7 } : undefined;
      if ((isPlace(word.lower) || isFamilyPlural(word.lower)) && !hasCue) return undefined;
      if (hasCue || headCues.test(left)) return { count: 1, score: 0.75 };
      return word.opensSentence && isRussianWord(word.lower) ? undefined : { count: 1, score: 0.6 };
    default:
      return hasCue && !word.opensSentence ? { count: 1, score: 0.55 } : undefined;
  }
}

/** `Игорь с Мариной`: a given name that is a place as well, beside a person. */
function findJoined(text: string, found: readonly Finding[], loose: readonly Word[]): readonly Finding[] {
  const ends = new Set(found.map(({ end }) => end));
  return loose
    .filter(({ kind }) => kind === "given")
    .filter(({ start }) => {
      const joint = /(?: и| с| со|,) $/.exec(text.slice(Math.max(0, start - 4), start))?.[0];
      return joint !== undefined && ends.has(start - joint.length);
    })
    .map(({ start, end }) => ({ start, end, type: "person" as const, score: 0.6 }));
}

/** The same people again: a surname that was met in a full name, in any case. */
function findAgain(text: string, found: readonly Finding[], loose: readonly Word[]): readonly Finding[] {
  const stems = new Set<string>();
  for (const { start, end } of found) {
    const parts = text
      .slice(start, end)
      .split(/[\s.]+/)
      .filter((part) => part.length > 2);
    for (const part of parts) {
      const stem = russianStem(part);
      if (stem.length >= 3 && !isGivenName(part) && !isPatronymic(part) && (parts.length > 1 || !isRussianWord(part)))
        stems.add(stem);
    }
  }
  return loose
    .filter(
      (word) =>
        word.kind !== "initial" && word.kind !== "place" && word.text.length > 2 && stems.has(russianStem(word.text)),
    )
    .map(({ start, end }) => ({ start, end, type: "person" as const, score: 0.6 }));
}
