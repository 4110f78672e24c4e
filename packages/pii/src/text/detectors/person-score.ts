import { isPlace } from "../../names/name-evidence.ts";
import {
  cueAfter,
  cueBefore,
  datumAfter,
  organisationWords,
  placePrefixes,
  speechAfter,
  speechBefore,
  strongCueBefore,
  surnameEnding,
} from "../../names/name-words.ts";
import { before } from "../context.ts";
import type { Finding } from "../detector.ts";
import type { NameWord, Segment } from "./person-latin.ts";

const MAX_WORDS = 5;
const codeWord =
  /(?:^|[^a-z])(?:module|class|def|function|import|package|namespace|struct|interface|type|enum|const|let|var|new|extends|implements|return|using|include|require|export) $/;
const thingBefore = /\b(?:the|a|an|in|at|near|via|using|with the|from the|of the|to the|into) $/;
const errorName = /\p{Ll}(?:Error|Exception)$/u;
const nonAscii = /[^\p{ASCII}]/u;

/** What stands around a name. Looked up only where the name alone does not decide. */
class Around {
  readonly hasTitle: boolean;
  /** Text before, in lower case. */
  readonly left: string;
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;

  constructor(text: string, start: number, end: number, hasTitle: boolean) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.hasTitle = hasTitle;
    this.left = before(text, start, 40);
  }

  get hasCue(): boolean {
    return cueBefore.test(this.left);
  }

  get hasStrongCue(): boolean {
    return strongCueBefore.test(this.left);
  }

  get hasCueAfter(): boolean {
    return cueAfter.test(this.#text.slice(this.#end, this.#end + 32).toLowerCase());
  }

  get hasDatumAfter(): boolean {
    return datumAfter.test(this.#text.slice(this.#end, this.#end + 32).toLowerCase());
  }

  /** `told Ann that` */
  get isToldSomething(): boolean {
    return speechBefore.test(this.left) && speechAfter.test(this.#text.slice(this.#end, this.#end + 12));
  }

  /** Its own partner in a firm: `Johnson & Johnson`. */
  isDoubled(word: string): boolean {
    const lower = word.toLowerCase();
    const after = this.#text.slice(this.#end, this.#end + lower.length + 3).toLowerCase();
    return this.left.endsWith(`${lower} & `) || after === ` & ${lower}`;
  }

  /** The name fills its line. */
  get isLine(): boolean {
    return fillsLine(this.#text, this.#start, this.#end);
  }
}

/** Whether capitalised words are a person, by what is known of them and what stands around. */
export function scoreName(text: string, { words: all, hasTitle }: Segment): Finding | undefined {
  const words = trim(all, hasTitle).slice(0, MAX_WORDS);
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const next = /^(?:['’]s)?[ -](\p{Lu}\p{L}*)/u.exec(text.slice(last.end, last.end + 24))?.[1]?.toLowerCase() ?? "";
  if (organisationWords.has(next)) return undefined;
  if (words.some((word) => organisationWords.has(word.lower) && !isGivenHere(word, words))) return undefined;
  const around = new Around(text, first.start, last.end, hasTitle);
  if (words.length === 1 && codeWord.test(around.left) && !around.isToldSomething) return undefined;
  const score = scoreWords(words, around);
  return score === 0 ? undefined : { start: first.start, end: last.end, type: "person", score };
}

/** `Bill` is a law too, but no name ends with it. */
const isGivenHere = (word: NameWord, words: readonly NameWord[]): boolean =>
  word.isGiven && (!word.isCommon || (word === words[0] && words.length === 2));

/** Family names are written in capitals by some, and have more letters then. */
function isAcronym({ text, isFamily }: NameWord, isFirst: boolean): boolean {
  if (text !== text.toUpperCase() || text.length > 4) return false;
  return isFirst || text.length < 4 || !isFamily;
}

function scoreWords(words: readonly NameWord[], around: Around): number {
  const full = words.filter((word) => !word.isInitial);
  const first = full[0];
  if (first === undefined) return 0;
  if (around.hasTitle) return 0.9;
  return full.length === 1 ? scoreSingle(first, words.length > 1, around) : scoreSeveral(words, full, first, around);
}

function scoreSeveral(words: readonly NameWord[], full: readonly NameWord[], first: NameWord, around: Around): number {
  const given = full.filter((word) => word.isGiven && !word.isCommon).length;
  const family = full.filter((word) => word.isFamily && !word.isCommon).length;
  const unknown = full.filter((word) => !word.isGiven && !word.isFamily && !word.isCommon).length;
  const plain = full.filter((word) => !word.isGiven && !word.isFamily && word.isCommon).length;
  const hasInitial = full.length < words.length;
  if (/\bthe $/.test(around.left) && !(given > 0 && given + family > 1)) return 0;
  if (isPlace(words.map((word) => word.text).join(" "))) return 0;
  if (placePrefixes.has(first.lower) && !around.hasCue && !around.hasStrongCue) return 0;
  const isUpper = full.every((word) => word.text.length > 3 && word.text === word.text.toUpperCase());
  if (isUpper && !around.hasStrongCue) return given > 0 && given + family > 1 ? 0.55 : 0;
  // `URI Templates`, `Server IP`: an acronym that is a name by chance.
  if (!isUpper && full.some((word) => isAcronym(word, word === first)) && !around.hasStrongCue) return 0;
  // Two known names, or one beside a word that is none.
  if (given > 0 && plain === 0 && (given + family > 1 || unknown > 0 || hasInitial)) return 0.86;
  if (full.every((word) => word.isGiven || word.isFamily) && full.some((word) => word.isGiven)) {
    return around.hasCue || around.hasCueAfter || !first.opensSentence || around.isLine || first.isGiven ? 0.75 : 0.6;
  }
  if (around.hasStrongCue && plain === 0) return 0.75;
  if (given > 0 && first.isGiven && !first.isCommon && plain < full.length - 1) return 0.7;
  if (plain > 0)
    return given > 0 &&
      first.isGiven &&
      !first.isCommon &&
      (around.hasCue || around.hasCueAfter || !first.isPlaceName) &&
      full.length === 2
      ? 0.6
      : 0;
  // No word is known: another language's name, or a product.
  const looksForeign = isForeign(full);
  if (hasInitial && !(words[0] as NameWord).isInitial) return looksForeign || family > 0 || around.hasCue ? 0.7 : 0.5;
  if (full.length > 3) return 0;
  if (first.isGiven && full.length === 2 && (looksForeign || family > 0) && !first.opensSentence) return 0.65;
  if (around.hasCue || around.hasCueAfter || around.hasDatumAfter) return 0.6;
  if (around.isLine && (looksForeign || family > 0)) return 0.6;
  if (full.some((word) => word.isPlaceName)) return 0;
  return looksForeign || (family > 0 && !first.opensSentence) ? 0.52 : 0;
}

const isForeign = (words: readonly NameWord[]): boolean =>
  words.some((word) => nonAscii.test(word.text)) || surnameEnding.test((words.at(-1) as NameWord).text);

function scoreSingle(word: NameWord, hasInitial: boolean, around: Around): number {
  if (word.text.length < 3 || errorName.test(word.text)) return 0;
  const isUpper = word.text === word.text.toUpperCase();
  if (isUpper && (word.text.length < 5 || !around.hasStrongCue)) return 0;
  const isKnown = word.isGiven || word.isFamily;
  if (hasInitial) {
    if (isKnown && !word.isCommon) return 0.7;
    if (around.hasCue || around.hasStrongCue) return 0.6;
    return !word.isCommon && !word.isPlaceName && surnameEnding.test(word.text) ? 0.55 : 0;
  }
  if (around.hasStrongCue) return word.isCommon && !isKnown ? 0 : 0.72;
  if (around.isDoubled(word.text)) return 0;
  if (thingBefore.test(around.left) && !around.hasCueAfter) return 0;
  if (word.isPlaceName && !around.hasCue && !around.hasCueAfter) return 0;
  if (word.isGiven && !word.isCommon) return around.hasCue || around.hasCueAfter ? 0.8 : 0.62;
  if (word.isGiven) return around.hasCue || around.hasCueAfter ? 0.6 : 0;
  if (word.isFamily && !word.isCommon) return around.hasCue || around.hasCueAfter ? 0.62 : 0;
  if (word.isCommon) return 0;
  if (around.isToldSomething) return 0.6;
  return (around.hasCueAfter && !word.isPlaceName) ||
    (around.hasCue && !word.opensSentence && (nonAscii.test(word.text) || surnameEnding.test(word.text)))
    ? 0.52
    : 0;
}

function fillsLine(text: string, start: number, end: number): boolean {
  const isLast = end === text.length && text.lastIndexOf("\n", start) >= 0;
  if (text[end] !== "\n" && !isLast) return false;
  let at = start - 1;
  while (at >= 0 && text[at] !== "\n") if (!/[\s>*?-]/.test(text[at--] as string)) return false;
  return true;
}

/** Without the words at the ends that open a sentence or belong to something else. */
function trim(all: readonly NameWord[], hasTitle: boolean): readonly NameWord[] {
  let from = 0;
  let to = all.length;
  const isPlain = (word: NameWord): boolean => word.isCommon && !word.isInitial && !word.isGiven && !word.isFamily;
  while (
    !hasTitle &&
    from < to &&
    isPlain(all[from] as NameWord) &&
    ((all[from] as NameWord).opensSentence || to - from > 2)
  )
    from++;
  while (to - 1 > from && isPlain(all[to - 1] as NameWord) && to - from > 2) to--;
  return all.slice(from, to);
}
