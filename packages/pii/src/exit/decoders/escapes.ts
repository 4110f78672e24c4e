import { classOf, hexDigit } from "./character-classes.ts";
import { type Decoded, DecodedWriter } from "./decoded.ts";

const LONGEST_NAME = 8;
const named: Readonly<Record<string, number>> = {
  amp: 38,
  lt: 60,
  gt: 62,
  quot: 34,
  apos: 39,
  nbsp: 160,
  commat: 64,
  period: 46,
  plus: 43,
  lowbar: 95,
  hyphen: 45,
  dash: 45,
  sol: 47,
  colon: 58,
  comma: 44,
  lpar: 40,
  rpar: 41,
  num: 35,
  excl: 33,
  Tab: 9,
  NewLine: 10,
};

/**
 * Percent encoding, `\u`, `\x` and octal escapes and HTML entities, read in one pass; undefined where the text has none of
 * them. Quoted-printable is read in a pass of its own: `q=40` in a query is not one of its escapes.
 */
export function decodeEscapes(text: string, isQuotedPrintable = false): Decoded | undefined {
  let writer: DecodedWriter | undefined;
  let from = 0;
  const { length } = text;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    // % & = and backslash
    if (isQuotedPrintable ? code !== 61 : code !== 37 && code !== 38 && code !== 92) continue;
    const read = code === 38 ? readEntity(text, at) : code === 92 ? readBackslash(text, at) : readPair(text, at);
    if (read === undefined) continue;
    writer ??= new DecodedWriter(length);
    copy(writer, text, from, at);
    if (read.isByte) writer.byte(read.value, at, read.end);
    else {
      writer.flush();
      if (read.value >= 0) writer.point(read.value, at, read.end);
    }
    from = read.end;
    at = read.end - 1;
  }
  if (writer === undefined) return undefined;
  copy(writer, text, from, length);
  return writer.finish();
}

interface Escape {
  /** -1 for a line break that the encoding put in. */
  readonly value: number;
  readonly end: number;
  readonly isByte: boolean;
}

function copy(writer: DecodedWriter, text: string, from: number, to: number): void {
  if (from < to) writer.flush();
  for (let at = from; at < to; at++) writer.unit(text.charCodeAt(at), at, at + 1);
}

function readHex(text: string, at: number, digits: number): number {
  let value = 0;
  for (let i = 0; i < digits; i++) {
    const digit = classOf(hexDigit, text.charCodeAt(at + i));
    if (digit < 0 || at + i >= text.length) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function readPair(text: string, at: number): Escape | undefined {
  const value = readHex(text, at + 1, 2);
  if (value >= 0) return { value, end: at + 3, isByte: true };
  if (text[at] === "%" && (text[at + 1] === "u" || text[at + 1] === "U")) {
    const unit = readHex(text, at + 2, 4);
    return unit < 0 ? undefined : { value: unit, end: at + 6, isByte: false };
  }
  if (text[at] !== "=") return undefined;
  if (text[at + 1] === "\n") return { value: -1, end: at + 2, isByte: false };
  return text[at + 1] === "\r" && text[at + 2] === "\n" ? { value: -1, end: at + 3, isByte: false } : undefined;
}

function readBackslash(text: string, at: number): Escape | undefined {
  let letter = at + 1;
  // Escaped once more by JSON in JSON.
  while (text[letter] === "\\" && letter - at < 4) letter++;
  const kind = text[letter];
  if (kind === "x" || kind === "X") {
    const value = readHex(text, letter + 1, 2);
    return value < 0 ? undefined : { value, end: letter + 3, isByte: true };
  }
  if (kind === "n" || kind === "r" || kind === "t") return { value: 32, end: letter + 1, isByte: false };
  if (kind === "u" || kind === "U") {
    if (text[letter + 1] === "{") {
      const close = findNear(text, "}", letter + 2, 7);
      const digits = close - letter - 2;
      if (close < 0 || digits < 1 || digits > 6) return undefined;
      const value = readHex(text, letter + 2, digits);
      return value < 0 || value > 0x10ffff ? undefined : { value, end: close + 1, isByte: false };
    }
    const value = readHex(text, letter + 1, 4);
    return value < 0 ? undefined : { value, end: letter + 5, isByte: false };
  }
  // Octal, as git and shells print the bytes of names.
  const octal = /^[0-3][0-7]{2}/.exec(text.slice(letter, letter + 3));
  return octal === null ? undefined : { value: Number.parseInt(octal[0], 8), end: letter + 3, isByte: true };
}

/** Like `indexOf`, but gives up after `limit` characters: a text of openings without closings stays linear. */
function findNear(text: string, char: string, from: number, limit: number): number {
  for (let at = from; at < from + limit && at < text.length; at++) if (text[at] === char) return at;
  return -1;
}

function readEntity(text: string, at: number): Escape | undefined {
  if (text[at + 1] === "#") {
    const isHex = text[at + 2] === "x" || text[at + 2] === "X";
    let next = at + (isHex ? 3 : 2);
    const first = next;
    let value = 0;
    while (next < text.length && next - first < 8) {
      const digit = classOf(hexDigit, text.charCodeAt(next));
      if (digit < 0 || (!isHex && digit > 9)) break;
      value = value * (isHex ? 16 : 10) + digit;
      next++;
    }
    if (next === first || value > 0x10ffff) return undefined;
    return { value, end: text[next] === ";" ? next + 1 : next, isByte: false };
  }
  const close = findNear(text, ";", at + 1, LONGEST_NAME);
  if (close < 0) return undefined;
  const value = named[text.slice(at + 1, close)];
  return value === undefined ? undefined : { value, end: close + 1, isByte: false };
}
