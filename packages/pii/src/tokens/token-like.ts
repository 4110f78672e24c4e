import { tokenPrefixes } from "./token-format.ts";

/** A stretch of text in one of the forms in which a model may write a token. */
export interface TokenLike {
  readonly start: number;
  readonly end: number;
  /** `EMAIL_1`, in its one canonical spelling. */
  readonly id: string;
  /** Where the number starts: an escape mark goes there. */
  readonly numberStart: number;
  /** Escape marks before the number; a token has none. */
  readonly marks: number;
  /** Without brackets, `EMAIL_1` may as well be somebody's column name. */
  readonly isBare: boolean;
}

/**
 * Stands before a number in foreign text that looks like a token: `[EMAIL_~1]`. Visible on purpose: models drop
 * invisible characters when they copy, and the copy would resolve.
 */
export const ESCAPE_MARK = "~";

const backslashes = "\\\\{0,2}";
const joint = `(?:${backslashes}_|%5f|%20|&#(?:95|x5f);|&lowbar;|[ \\t\\u00a0]{1,3}|-)`;
const pad = "(?:[ \\t\\u00a0]|%20){0,3}";
const open = `(?:${backslashes}\\[|%(?:25)?5b|&#(?:91|x5b);|&(?:lbrack|lsqb);|\\u3010)`;
const close = `(?:${backslashes}\\]|%(?:25)?5d|&#(?:93|x5d);|&(?:rbrack|rsqb);|\\u3011)`;
const prefixes = Object.values(tokenPrefixes);
const anyPrefix = prefixes.map((prefix) => prefix.replace("_", joint)).join("|");
const number = `(${ESCAPE_MARK}*)([1-9][0-9]{0,8})`;

const bracketed = `(${open})${pad}(${anyPrefix})${joint}${number}${pad}${close}`;
const bareJoint = `(?:${backslashes}_|%5[fF])`;
const bare = `(${prefixes.map((prefix) => prefix.replace("_", bareJoint)).join("|")})${bareJoint}${number}`;

const bracketedPattern = new RegExp(bracketed, "gi");
const barePattern = new RegExp(bare, "g");
const quickTest = new RegExp(
  `(?:${prefixes.map((prefix) => prefix.replace("_", "[^a-z0-9]{1,7}")).join("|")})[^a-z0-9]`,
  "i",
);
const invisible = /[\p{Cf}\p{Mn}\u180e]/u;
const wordBefore = /[\p{L}\p{N}_$.)\]-]$/u;
const wordAfter = /^(?:[\p{L}\p{N}_$~]|-[\p{L}\p{N}]|\.\d)/u;

/** Full-width forms fold to ASCII one for one, so offsets stay. */
function foldWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
}

/**
 * Every token-like stretch, in order and without overlap. Bracketed forms may be in any case; bare ones must be in
 * upper case and stand alone, because `address_1` is a common field name.
 */
export function findTokenLike(text: string): readonly TokenLike[] {
  if (invisible.test(text)) return findBehindInvisible(text);
  const folded = foldWidth(text);
  if (!quickTest.test(folded)) return [];
  const found: TokenLike[] = [];
  for (const match of folded.matchAll(bracketedPattern)) {
    const [all, opening = "", prefix = "", marks = "", digits = ""] = match;
    const start = match.index;
    // `list[email_1]` in a piece of code is an index, not a token.
    if (prefix !== prefix.toUpperCase() && wordBefore.test(folded.slice(Math.max(0, start - 2), start))) continue;
    const numberStart = start + all.lastIndexOf(marks + digits) + marks.length;
    if (opening.length > 0)
      found.push(toTokenLike(start, start + all.length, prefix, digits, numberStart, marks, false));
  }
  const bareFound = findBare(folded, found);
  return bareFound.length === 0 ? found : [...found, ...bareFound].sort((a, b) => a.start - b.start);
}

function findBare(folded: string, taken: readonly TokenLike[]): TokenLike[] {
  const found: TokenLike[] = [];
  let next = 0;
  for (const match of folded.matchAll(barePattern)) {
    const [all, prefix = "", marks = "", digits = ""] = match;
    let start = match.index;
    let end = start + all.length;
    while (next < taken.length && (taken[next]?.end ?? 0) <= start) next++;
    if ((taken[next]?.start ?? Number.POSITIVE_INFINITY) < end) continue;
    if (wordAfter.test(folded.slice(end, end + 3))) continue;
    if (wordBefore.test(folded.slice(Math.max(0, start - 2), start))) continue;
    const numberStart = end - digits.length;
    // One lost bracket goes with its token.
    if (folded[start - 1] === "[") start -= 1;
    else if (folded[end] === "]") end += 1;
    found.push(toTokenLike(start, end, prefix, digits, numberStart, marks, true));
  }
  return found;
}

function toTokenLike(
  start: number,
  end: number,
  prefix: string,
  digits: string,
  numberStart: number,
  marks: string,
  isBare: boolean,
): TokenLike {
  const words = prefix.toUpperCase().replace(/%5F|%20|&#(?:95|X5F);|&LOWBAR;|[^A-Z]+/g, "_");
  return { start, end, id: `${words}_${digits}`, numberStart, marks: marks.length, isBare };
}

/** `[EMA<zero-width>IL_1]` is a token again as soon as somebody copies what is visible. */
function findBehindInvisible(text: string): readonly TokenLike[] {
  const offsets: number[] = [];
  let visible = "";
  let at = 0;
  for (const char of text) {
    if (!invisible.test(char)) {
      for (let unit = 0; unit < char.length; unit++) offsets.push(at + unit);
      visible += char;
    }
    at += char.length;
  }
  return findTokenLike(visible).map((found) => ({
    ...found,
    start: offsets[found.start] ?? 0,
    end: (offsets[found.end - 1] ?? 0) + 1,
    numberStart: offsets[found.numberStart] ?? 0,
  }));
}

const cutWithNumber = new RegExp(`\\[(?:${prefixes.join("|")})_[0-9]*(?=$|\\.{3}|\\u2026)`, "g");
const cutInPrefix = /\[([A-Z][A-Z_]{2,})(?=$|\.{3}|\u2026)/g;

/** Tokens whose end is missing: `[EMAIL_`, `[EMAIL_1` at the very end, `[PERS`. */
export function findCutTokens(text: string): readonly string[] {
  if (!text.includes("[")) return [];
  const cut = [...text.matchAll(cutWithNumber)].map(([all]) => all);
  for (const [all, word = ""] of text.matchAll(cutInPrefix)) {
    if (prefixes.some((prefix) => prefix.startsWith(word)) && !cut.includes(all)) cut.push(all);
  }
  return cut;
}
