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
  for (const decoded of decodeAll(text, depth)) {
    work.budget -= decoded.text.length;
    if (work.budget < 0) return;
    const toOuter = (hit: Hit<T>): Hit<T> => ({ ...toSource(decoded, hit.start, hit.end), payload: hit.payload });
    for (const hit of index.find(decoded.text)) report(toOuter(hit));
    if (depth < MAX_DEPTH) findEncoded(decoded.text, index, depth + 1, work, (hit) => report(toOuter(hit)));
  }
}

function toSource(decoded: Decoded, start: number, end: number): { readonly start: number; readonly end: number } {
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  // What was read backwards maps to falling offsets.
  for (const at of [start, end - 1]) {
    from = Math.min(from, decoded.starts[at] as number);
    to = Math.max(to, decoded.ends[at] as number);
  }
  return { start: from, end: to };
}

function* decodeAll(text: string, depth: number): Generator<Decoded> {
  const shape = readShape(text);
  if (shape.hasEscape) yield* one(decodeEscapes(text));
  if (shape.hexPairs >= 4) {
    yield* one(decodeHex(text, 0, false));
    yield* one(decodeHex(text, 1, false));
    if (depth === 1) {
      yield* one(decodeHex(text, 0, true));
      yield* one(decodeHex(text, 1, true));
    }
  }
  if (shape.numbers >= 4) yield* one(decodeNumberLists(text));
  const runs = findBase64Runs(text);
  if (runs.length === 0) return;
  for (let shift = 0; shift < 4; shift++) {
    yield* one(decodeBase64(text, runs, shift, false));
    if (depth === 1) yield* one(decodeBase64(text, runs, shift, true));
  }
}

function* one(decoded: Decoded | undefined): Generator<Decoded> {
  if (decoded !== undefined) yield decoded;
}

interface TextShape {
  readonly hasEscape: boolean;
  readonly hexPairs: number;
  readonly numbers: number;
}

/** One pass that tells which decoders can find anything. */
function readShape(text: string): TextShape {
  let hasEscape = false;
  let hexPairs = 0;
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
    } else {
      hexRun = 0;
      if (code === 37 || code === 38 || code === 61 || code === 92) hasEscape = true;
    }
  }
  return { hasEscape, hexPairs, numbers };
}
