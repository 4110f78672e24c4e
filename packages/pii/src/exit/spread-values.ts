import type { Json, JsonObject } from "@sluice/contracts";
import { findValues, type ValueHit } from "./find-values.ts";
import type { ValueIndex } from "./value-index.ts";

/** A value that lies over several items, by item and offset. */
export interface SpreadHit<T> extends ValueHit<T> {
  readonly firstItem: number;
  readonly lastItem: number;
}

const MIN_NUMBERS = 3;

const isCharacterCode = (value: Json): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 9 && value <= 0x10ffff;

/**
 * Values spread over the items of an array: a list of character codes, a list of characters, lines or pieces of a
 * value. Only hits that cross items; each item is looked at by itself elsewhere.
 */
export function findSpread<T>(items: readonly Json[], index: ValueIndex<T>): readonly SpreadHit<T>[] {
  if (items.length < 2 || index.size === 0) return [];
  if (items.length >= MIN_NUMBERS && items.every(isCharacterCode)) {
    return findIn(
      items.map((code) => String.fromCodePoint(code)),
      "",
      index,
    );
  }
  if (!items.every((item) => typeof item === "string" || typeof item === "number")) return [];
  const texts = items.map(String);
  const hits = [...findIn(texts, "\n", index)];
  // Pieces of an encoded value have no space in them.
  if (texts.every((text) => text.length <= 76 && !/\s/.test(text))) hits.push(...findIn(texts, "", index));
  return hits;
}

/** Shortest value that is found within others, see `ValueIndex`. */
const MIN_CHARACTERS = 6;
/** A character with its accents, or its code. */
const MAX_CHARACTER = 7;

/** Fields of an object that may hold pieces of one value. */
export interface FieldRun {
  readonly first: number;
  readonly values: readonly Json[];
  readonly areDigits: boolean;
}

const digitGroup = /^[\d+(][\d\s()+./-]{0,19}$/;
const isDigitGroup = (value: Json): boolean =>
  typeof value === "string" ? digitGroup.test(value) : typeof value === "number" && Number.isSafeInteger(value);
const isCharacter = (value: Json): boolean =>
  isCharacterCode(value) || (typeof value === "string" && value.length <= MAX_CHARACTER);

/** Objects of single characters, as `{ ...text }` makes them, and neighbours that hold groups of digits. */
export function findFieldRuns(object: JsonObject): readonly FieldRun[] {
  const values = Object.values(object);
  if (values.length >= MIN_CHARACTERS && values.every(isCharacter)) return [{ first: 0, values, areDigits: false }];
  const runs: FieldRun[] = [];
  for (let at = 0; at < values.length; at++) {
    const first = at;
    let hasText = false;
    while (at < values.length && isDigitGroup(values[at] as Json))
      hasText = typeof values[at++] === "string" || hasText;
    // Numbers alone are measures, and there are many of them.
    if (at - first > 1 && hasText) runs.push({ first, values: values.slice(first, at), areDigits: true });
  }
  return runs;
}

/** The same for groups of digits, which no encoding is made of. */
export function findSpreadDigits<T>(items: readonly Json[], index: ValueIndex<T>): readonly SpreadHit<T>[] {
  const find = (text: string): readonly ValueHit<T>[] => index.find(text).map((hit) => ({ ...hit, isEncoded: false }));
  return index.size === 0 ? [] : findIn(items.map(String), "\n", index, find);
}

function findIn<T>(
  texts: readonly string[],
  joint: string,
  index: ValueIndex<T>,
  find: (text: string) => readonly ValueHit<T>[] = (text) => findValues(text, index),
): readonly SpreadHit<T>[] {
  const starts: number[] = [];
  let length = 0;
  for (const text of texts) {
    starts.push(length);
    length += text.length + joint.length;
  }
  const itemAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return find(texts.join(joint))
    .map((hit) => {
      const firstItem = itemAt(hit.start);
      const lastItem = itemAt(hit.end - 1);
      return {
        ...hit,
        firstItem,
        lastItem,
        start: hit.start - (starts[firstItem] as number),
        end: hit.end - (starts[lastItem] as number),
      };
    })
    .filter((hit) => hit.lastItem > hit.firstItem);
}

/**
 * Cuts the hits out: the first item keeps what stands before and gets the token, the last keeps what stands after, and
 * what lies between is emptied, or left out where `isListKept` is false.
 */
export function cutSpread<T>(
  items: readonly Json[],
  hits: readonly SpreadHit<T>[],
  render: (hit: SpreadHit<T>) => string | undefined,
  isListKept: boolean,
): readonly Json[] {
  const sorted = [...hits].sort((a, b) => a.firstItem - b.firstItem || b.lastItem - a.lastItem);
  const areCodes = items.every(isCharacterCode);
  const result: (Json | undefined)[] = [...items];
  let free = -1;
  for (const hit of sorted) {
    if (hit.firstItem <= free) continue;
    const token = render(hit);
    if (token === undefined) continue;
    free = hit.lastItem;
    const head = areCodes ? "" : String(items[hit.firstItem]).slice(0, hit.start);
    const tail = areCodes ? "" : String(items[hit.lastItem]).slice(hit.end);
    result[hit.firstItem] = head + token;
    for (let at = hit.firstItem + 1; at < hit.lastItem; at++) result[at] = isListKept ? "" : undefined;
    result[hit.lastItem] = tail !== "" || isListKept ? tail : undefined;
  }
  return result.filter((item) => item !== undefined);
}
