import { randomBytes } from "node:crypto";
import { foldText } from "./fold.ts";
import { createProjection, fillProjection, type Projection, reverseProjection } from "./projection.ts";

/** How strictly a hit must stand alone in the text. */
export type Boundary = "none" | "digits" | "one-side" | "word" | "capitalised-word" | "separated" | "parted";

export interface IndexedValue<T> {
  readonly folded: string;
  readonly boundary: Boundary;
  readonly payload: T;
  /** Gives way to a value that is written like this itself. */
  readonly isDerived: boolean;
}

export interface Hit<T> {
  readonly start: number;
  readonly end: number;
  readonly payload: T;
}

/** Length of the hashed stretch that a position must match before anything is looked up. */
const GRAM = 6;
const SHORTEST = 3;
/** A value is found by its first units up to here; the rest is compared. */
const KEYED = 64;
/** Values that share their first KEYED units and differ after: more than this is no directory, it is an attack. */
const MAX_ALIKE = 64;
/** Values are filed under the longest of these heads that they fill. */
const HEADS = [48, 32, 24, 16, 12, 8, GRAM] as const;
const BITS = 21;

// A secret base: nobody can prepare values that collide.
const BASE = (randomBytes(4).readUInt32LE() | 1) >>> 0;
const powers = new Int32Array(KEYED + 1);
powers[0] = 1;
for (let i = 1; i <= KEYED; i++) powers[i] = Math.imul(powers[i - 1] as number, BASE);

/**
 * Finds many values in text at once, whatever their case, width, accents and separators. Adding is cheap at any time;
 * a scan is linear in the text: a rolling hash and a bitmap decide almost every position.
 */
export class ValueIndex<T> {
  readonly #bitmap = new Uint8Array(1 << (BITS - 3));
  /** Hash of a head to the keyed lengths of the values below it, longest first. */
  readonly #heads = new Map<number, readonly number[]>();
  readonly #values = new Map<number, IndexedValue<T>[]>();
  /** Hash of the first units to the set of heads (bits) under which values are filed. */
  readonly #grams = new Map<number, number>();
  readonly #short = new Map<string, IndexedValue<T>>();
  readonly #forward: Projection = createProjection();
  readonly #backward: Projection = createProjection();
  #prefix = new Int32Array(256);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Empties what was learned. */
  clear(): void {
    this.#bitmap.fill(0);
    this.#heads.clear();
    this.#values.clear();
    this.#grams.clear();
    this.#short.clear();
    this.#size = 0;
  }

  /**
   * The first value with a folded form keeps it, unless it was derived from another value. Values with fewer than three
   * letters or digits are not indexed.
   */
  add(text: string, boundary: Boundary, payload: T, isDerived = false): void {
    const folded = foldText(text);
    if (folded.length < SHORTEST) return;
    const value: IndexedValue<T> = { folded, boundary, payload, isDerived };
    if (folded.length < GRAM) {
      const known = this.#short.get(folded);
      if (known !== undefined && (isDerived || !known.isDerived)) return;
      if (known === undefined) this.#size++;
      this.#short.set(folded, value);
      return;
    }
    const keyed = Math.min(folded.length, KEYED);
    const key = mix(hashOf(folded, keyed), keyed);
    const alike = this.#values.get(key);
    if (alike === undefined) this.#values.set(key, [value]);
    else {
      const same = alike.findIndex((other) => other.folded === folded);
      if (same >= 0) {
        if (!isDerived && alike[same]?.isDerived === true) alike[same] = value;
        return;
      }
      if (alike.length >= MAX_ALIKE) return;
      alike.push(value);
      alike.sort((a, b) => b.folded.length - a.folded.length);
    }
    this.#size++;
    const head = HEADS.find((length) => length <= keyed) ?? GRAM;
    const headKey = mix(hashOf(folded, head), head);
    const lengths = this.#heads.get(headKey);
    if (lengths?.includes(keyed)) return;
    this.#heads.set(
      headKey,
      [...(lengths ?? []), keyed].sort((a, b) => b - a),
    );
    const gram = hashOf(folded, GRAM);
    this.#grams.set(gram, (this.#grams.get(gram) ?? 0) | (1 << HEADS.indexOf(head)));
    const slot = slotOf(gram);
    this.#bitmap[slot >>> 3] = (this.#bitmap[slot >>> 3] as number) | (1 << (slot & 7));
  }

  /** Non-overlapping hits forwards, then backwards; offsets are those of the text. */
  find(text: string): readonly Hit<T>[] {
    if (this.#size === 0 || text.length < SHORTEST) return [];
    const hits: Hit<T>[] = [];
    fillProjection(this.#forward, text);
    if (this.#forward.length < SHORTEST) return hits;
    this.#scan(text, this.#forward, false, hits);
    reverseProjection(this.#backward, this.#forward);
    this.#scan(text, this.#backward, true, hits);
    return hits;
  }

  #scan(text: string, projection: Projection, isReversed: boolean, hits: Hit<T>[]): void {
    const { length, units } = projection;
    if (this.#prefix.length <= length) this.#prefix = new Int32Array(length * 2 + 1);
    const prefix = this.#prefix;
    let hash = 0;
    for (let i = 0; i < length; i++) {
      hash = (Math.imul(hash, BASE) + (units[i] as number)) | 0;
      prefix[i + 1] = hash;
    }
    const bitmap = this.#bitmap;
    const top = powers[GRAM] as number;
    const hasShort = this.#short.size > 0;
    for (let at = 0; at + SHORTEST <= length; ) {
      let end = 0;
      if (at + GRAM <= length) {
        const slot = slotOf(((prefix[at + GRAM] as number) - Math.imul(prefix[at] as number, top)) | 0);
        if (((bitmap[slot >>> 3] as number) & (1 << (slot & 7))) !== 0)
          end = this.#match(text, projection, at, isReversed, hits);
      }
      if (end === 0 && hasShort) end = this.#matchShort(text, projection, at, isReversed, hits);
      at = end === 0 ? at + 1 : end;
    }
  }

  /** Tries the values that start here, longest first. @returns where to go on, 0 for no hit */
  #match(text: string, projection: Projection, at: number, isReversed: boolean, hits: Hit<T>[]): number {
    const left = projection.length - at;
    const filed = this.#grams.get(this.#hashAt(at, GRAM));
    if (filed === undefined) return 0;
    for (let bit = 0; bit < HEADS.length; bit++) {
      const head = HEADS[bit] as number;
      if (head > left || (filed & (1 << bit)) === 0) continue;
      const lengths = this.#heads.get(mix(this.#hashAt(at, head), head));
      if (lengths === undefined) continue;
      for (const keyed of lengths) {
        const alike = keyed > left ? undefined : this.#values.get(mix(this.#hashAt(at, keyed), keyed));
        if (alike === undefined) continue;
        for (const value of alike) {
          if (!isEqualAt(projection, at, value.folded)) continue;
          const end = at + value.folded.length;
          if (this.#accept(text, projection, at, end, isReversed, value, hits)) return end;
        }
      }
    }
    return 0;
  }

  #hashAt(at: number, length: number): number {
    return (
      ((this.#prefix[at + length] as number) - Math.imul(this.#prefix[at] as number, powers[length] as number)) | 0
    );
  }

  #matchShort(text: string, projection: Projection, at: number, isReversed: boolean, hits: Hit<T>[]): number {
    if (at > 0 && isJoined(projection, at - 1, at, isReversed)) return 0;
    for (let length = Math.min(GRAM - 1, projection.length - at); length >= SHORTEST; length--) {
      const end = at + length;
      if (end < projection.length && isJoined(projection, end - 1, end, isReversed)) continue;
      const value = this.#short.get(readUnits(projection, at, length));
      if (value !== undefined && this.#accept(text, projection, at, end, isReversed, value, hits)) return end;
    }
    return 0;
  }

  #accept(
    text: string,
    projection: Projection,
    from: number,
    to: number,
    isReversed: boolean,
    value: IndexedValue<T>,
    hits: Hit<T>[],
  ): boolean {
    const first = isReversed ? to - 1 : from;
    const last = isReversed ? from : to - 1;
    const start = projection.starts[first] as number;
    const end = projection.ends[last] as number;
    if (!standsAlone(text, start, end, value, isReversed)) return false;
    hits.push({ start, end, payload: value.payload });
    return true;
  }
}

function isJoined(projection: Projection, left: number, right: number, isReversed: boolean): boolean {
  return isReversed
    ? (projection.ends[right] as number) >= (projection.starts[left] as number)
    : (projection.ends[left] as number) >= (projection.starts[right] as number);
}

function isEqualAt(projection: Projection, at: number, folded: string): boolean {
  if (at + folded.length > projection.length) return false;
  for (let i = 0; i < folded.length; i++) if (projection.units[at + i] !== folded.charCodeAt(i)) return false;
  return true;
}

/** Lengths get maps of their own without maps of their own. */
function mix(hash: number, length: number): number {
  return (hash ^ Math.imul(length, 0x85ebca6b)) | 0;
}

function readUnits(projection: Projection, from: number, length: number): string {
  return String.fromCharCode.apply(null, projection.units.subarray(from, from + length) as unknown as number[]);
}

function hashOf(folded: string, length: number): number {
  let hash = 0;
  for (let i = 0; i < length; i++) hash = (Math.imul(hash, BASE) + folded.charCodeAt(i)) | 0;
  return hash;
}

function slotOf(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> (32 - BITS);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const letter = /\p{L}/u;
const capital = /^[\p{Lu}\p{Lt}]/u;

function isLetterAt(text: string, at: number): boolean {
  if (at < 0 || at >= text.length) return false;
  const code = text.charCodeAt(at);
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  return letter.test(text[at] as string);
}

function standsAlone<T>(
  text: string,
  start: number,
  end: number,
  value: IndexedValue<T>,
  isReversed: boolean,
): boolean {
  switch (value.boundary) {
    case "none":
      return true;
    case "digits":
      return !isDigit(text.charCodeAt(end)) && leadingDigits(text, start, isReversed);
    case "separated":
      return (
        (text.slice(start, end).match(/[.:]/g)?.length ?? 0) >= 2 &&
        !isDigit(text.charCodeAt(end)) &&
        !isDigit(text.charCodeAt(start - 1))
      );
    case "parted":
      return (
        (text.slice(start, end).match(/\d[./ -]+(?=\d)/g)?.length ?? 0) === 2 &&
        !isDigit(text.charCodeAt(end)) &&
        !isDigit(text.charCodeAt(start - 1))
      );
    case "one-side":
      return !isLetterAt(text, start - 1) || !isLetterAt(text, end);
    case "word":
      return !isLetterAt(text, start - 1) && !isLetterAt(text, end);
    case "capitalised-word":
      return (
        !isLetterAt(text, start - 1) && !isLetterAt(text, end) && capital.test(text.slice(isReversed ? end - 1 : start))
      );
  }
}

/** A country code or trunk prefix of up to three digits may stand before a number. */
function leadingDigits(text: string, start: number, isReversed: boolean): boolean {
  if (isReversed) return !isDigit(text.charCodeAt(start - 1));
  let at = start - 1;
  while (at >= 0 && start - at <= 4 && isDigit(text.charCodeAt(at))) at--;
  return start - 1 - at <= 3;
}
