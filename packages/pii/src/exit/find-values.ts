import { decodeBase64, findBase64Runs } from "./decoders/base64.ts";
import type { Decoded } from "./decoders/decoded.ts";
import { decodeEscapes } from "./decoders/escapes.ts";
import { decodeHex } from "./decoders/hex.ts";
import { decodeNumberLists } from "./decoders/number-list.ts";
import type { Hit, ValueIndex } from "./value-index.ts";

export interface ValueHit<T> extends Hit<T> {
  readonly isEncoded: boolean;
}

/** Encodings inside encodings that are still read. */
const MAX_DEPTH = 3;
/** Decoded characters for each character of the text: what bounds the work on hostile input. */
const MAX_DECODED_RATIO = 24;

interface Work {
  budget: number;
}

/** Every place where a value of the index stands in the text, plain or encoded; places may overlap. */
export function findValues<T>(text: string, index: ValueIndex<T>): readonly ValueHit<T>[] {
  if (index.size === 0) return [];
  const hits: ValueHit<T>[] = [];
  for (const hit of index.find(text)) hits.push({ ...hit, isEncoded: false });
  findEncoded(text, index, 1, { budget: text.length * MAX_DECODED_RATIO + 4096 }, (hit) =>
    hits.push({ ...hit, isEncoded: true }),
  );
  return hits;
}

function findEncoded<T>(
  text: string,
  index: ValueIndex<T>,
  depth: number,
  work: Work,
  report: (hit: Hit<T>) => void,
): void {
  if (text.length < 6) return;
  findDecoded(text, index, depth, work, report);
  if (depth > 1) return;
  // What was encoded and then turned round.
  const { length } = text;
  findDecoded(reverse(text), index, depth, work, (hit) =>
    report({ ...hit, start: length - hit.end, end: length - hit.start }),
  );
}

function findDecoded<T>(
  text: string,
  index: ValueIndex<T>,
  depth: number,
  work: Work,
  report: (hit: Hit<T>) => void,
): void {
  for (const decoded of decodeAll(text)) {
    work.budget -= decoded.text.length;
    if (work.budget < 0) return;
    const toOuter = (hit: Hit<T>): Hit<T> => ({ ...toSource(decoded, hit.start, hit.end), payload: hit.payload });
    for (const hit of index.find(decoded.text)) report(toOuter(hit));
    if (depth < MAX_DEPTH) findEncoded(decoded.text, index, depth + 1, work, (hit) => report(toOuter(hit)));
  }
}

function reverse(text: string): string {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) units[text.length - 1 - at] = text.charCodeAt(at);
  return Buffer.from(units.buffer).toString("utf16le");
}

function toSource(decoded: Decoded, start: number, end: number): { readonly start: number; readonly end: number } {
  return { start: decoded.starts[start] as number, end: decoded.ends[end - 1] as number };
}

function* decodeAll(text: string): Generator<Decoded> {
  const shape = readShape(text);
  if (shape.hasEscape) yield* one(decodeEscapes(text));
  if (shape.equals > 1) yield* one(decodeEscapes(text, true));
  if (shape.hexPairs >= 4) {
    yield* one(decodeHex(text, 0));
    if (shape.longestHex > 8) yield* one(decodeHex(text, 1));
  }
  if (shape.numbers >= 4) yield* one(decodeNumberLists(text));
  const runs = findBase64Runs(text);
  if (runs.length === 0) return;
  for (let shift = 0; shift < 4; shift++) yield* one(decodeBase64(text, runs, shift));
}

function* one(decoded: Decoded | undefined): Generator<Decoded> {
  if (decoded !== undefined) yield decoded;
}

interface TextShape {
  readonly hasEscape: boolean;
  readonly equals: number;
  readonly hexPairs: number;
  /** Hexadecimal digits in one row. */
  readonly longestHex: number;
  readonly numbers: number;
}

/** One pass that tells which decoders can find anything. */
function readShape(text: string): TextShape {
  let hasEscape = false;
  let equals = 0;
  let hexPairs = 0;
  let longestHex = 0;
  let numbers = 0;
  let hexRun = 0;
  let wasDigit = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    if (isDigit && !wasDigit) numbers++;
    wasDigit = isDigit;
    const lower = code | 32;
    if (isDigit || (lower >= 97 && lower <= 102)) {
      if ((++hexRun & 1) === 0) hexPairs++;
      if (hexRun > longestHex) longestHex = hexRun;
    } else {
      hexRun = 0;
      if (code === 37 || code === 38 || code === 92) hasEscape = true;
      else if (code === 61) equals++;
    }
  }
  return { hasEscape, equals, hexPairs, longestHex, numbers };
}
