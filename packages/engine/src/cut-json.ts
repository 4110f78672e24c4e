import { isJsonObject, type Json } from "@sluice/contracts";
import { wholeEnd } from "./whole-text.ts";

export interface MissingPart {
  /** Such as `items[].body`; empty for the whole value. */
  readonly path: string;
  readonly kept: number;
  readonly total: number;
  readonly unit: "items" | "characters" | "fields";
}

export interface CutResult {
  readonly value: Json;
  readonly missing: readonly MissingPart[];
}

const MAX_MISSING = 12;
/** Of a list, so few large items are cut inside; where more are too large, whole ones are kept from the start. */
const FEW_ITEMS = 8;
const FEW_SHARE = 0.1;
/** An item that is cut inside keeps at least that much, to be of use. */
const LEAST_OF_FEW = 1_024;
const LEAST_OF_MANY = 64;

export function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "null");
}

/**
 * Fits a value into `maxBytes` of JSON: same shape, still valid, the largest parts lose first.
 * Small neighbours of a huge part stay whole; nothing is replaced by a marker.
 */
export function cutJson(value: Json, maxBytes: number): CutResult {
  if (jsonBytes(value) <= maxBytes) return { value, missing: [] };
  const cutter = new Cutter();
  const cut = cutter.fit(value, Math.max(2, maxBytes), "");
  return { value: cut, missing: byWeight(cutter.missing) };
}

/** The start of a text that is at most `maxBytes` of JSON, quotes included. */
export function cutText(text: string, maxBytes: number): string {
  if (text.length + 2 <= maxBytes && jsonBytes(text) <= maxBytes) return text;
  let low = 0;
  // A character is a byte at least.
  let high = Math.min(text.length, Math.max(0, maxBytes - 2));
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (jsonBytes(text.slice(0, middle)) <= maxBytes) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, wholeEnd(text, low));
}

class Cutter {
  readonly missing: MissingPart[] = [];
  /** Each part is measured once, however deep it lies. */
  readonly #sizes = new WeakMap<object, number>();

  fit(value: Json, budget: number, path: string): Json {
    if (this.#sizeOf(value) <= budget) return value;
    if (typeof value === "string") return this.#fitText(value, budget, path);
    if (Array.isArray(value)) return this.#fitList(value, budget, path);
    if (isJsonObject(value)) return this.#fitObject(value, budget, path);
    return value;
  }

  #sizeOf(value: Json): number {
    if (typeof value !== "object" || value === null) return jsonBytes(value);
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    let size = 2;
    if (Array.isArray(value)) {
      for (const item of value) size += this.#sizeOf(item) + 1;
    } else {
      for (const [key, inner] of Object.entries(value)) size += jsonBytes(key) + this.#sizeOf(inner) + 2;
    }
    // One comma fewer than parts.
    if (size > 2) size -= 1;
    this.#sizes.set(value, size);
    return size;
  }

  #fitText(text: string, budget: number, path: string): string {
    const kept = cutText(text, budget);
    this.missing.push({ path, kept: kept.length, total: text.length, unit: "characters" });
    return kept;
  }

  #fitList(items: readonly Json[], budget: number, path: string): Json {
    const sizes = items.map((item) => this.#sizeOf(item));
    const room = budget - 2 - items.length;
    const level = waterLevel(sizes, room);
    const large = sizes.filter((size) => size > level).length;
    const isFew =
      (large <= items.length * FEW_SHARE && level >= LEAST_OF_MANY) || (large <= FEW_ITEMS && level >= LEAST_OF_FEW);
    if (isFew) return items.map((item) => this.fit(item, level, `${path}[]`));

    const kept: Json[] = [];
    let used = 2;
    for (const [index, item] of items.entries()) {
      const size = (sizes[index] as number) + 1;
      if (used + size > budget) break;
      kept.push(item);
      used += size;
    }
    const [first] = items;
    // A number does not get smaller.
    if (kept.length === 0 && canShrink(first) && budget > 16) kept.push(this.fit(first, budget - 3, `${path}[]`));
    this.missing.push({ path, kept: kept.length, total: items.length, unit: "items" });
    return kept;
  }

  /** Every field may use an equal share; what small fields leave over goes to the large ones. */
  #fitObject(object: { readonly [key: string]: Json }, budget: number, path: string): Json {
    const entries = Object.entries(object);
    const soft = entries.filter(([, inner]) => canShrink(inner)).map(([, inner]) => this.#sizeOf(inner));
    // Numbers, booleans and null cannot shrink; what they and the names leave is for the rest.
    const fixed = this.#sizeOf(object) + 1 - soft.reduce((sum, size) => sum + size, 0);
    const room = budget - fixed;
    if (room < soft.length * 4) return this.#fitFields(entries, budget, path);
    const level = waterLevel(soft, room);
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, canShrink(inner) ? this.fit(inner, level, toPath(path, key)) : inner]),
    );
  }

  /** Too many fields to keep even their names: the first ones, and of each no more than a part. */
  #fitFields(entries: readonly (readonly [string, Json])[], budget: number, path: string): Json {
    const kept: [string, Json][] = [];
    let used = 2;
    for (const [key, inner] of entries) {
      const level = Math.max(2, Math.floor(budget / 8));
      const isLarge = canShrink(inner) && this.#sizeOf(inner) > level;
      const named = jsonBytes(key) + 2;
      const size = named + (isLarge ? level : this.#sizeOf(inner));
      if (used + size > budget) {
        // A name that would take the room of all others is left out alone.
        if (named > budget / 2) continue;
        break;
      }
      kept.push([key, isLarge ? this.fit(inner, level, toPath(path, key)) : inner]);
      used += size;
    }
    this.missing.push({ path, kept: kept.length, total: entries.length, unit: "fields" });
    return Object.fromEntries(kept);
  }
}

/** What each part may use at most, so that all together use no more than `room`. */
function waterLevel(sizes: readonly number[], room: number): number {
  let left = room;
  let parts = sizes.length;
  for (const size of [...sizes].sort((a, b) => a - b)) {
    const share = Math.floor(left / parts);
    if (size > share) return share;
    left -= size;
    parts -= 1;
  }
  return Number.POSITIVE_INFINITY;
}

function canShrink(value: Json | undefined): value is string | readonly Json[] | { readonly [key: string]: Json } {
  return typeof value === "string" || (typeof value === "object" && value !== null);
}

function toPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function byWeight(missing: readonly MissingPart[]): readonly MissingPart[] {
  const weight = (part: MissingPart): number => part.total - part.kept;
  return [...missing].sort((a, b) => weight(b) - weight(a)).slice(0, MAX_MISSING);
}
