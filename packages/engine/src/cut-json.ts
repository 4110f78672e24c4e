import { isJsonObject, type Json } from "@sluice/contracts";

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

/** A token or a surrogate pair is kept whole or dropped whole. */
const HALF_TOKEN = /\[[A-Z_]*(?:_?\d*)?$/;
const MAX_MISSING = 12;

export function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "null");
}

/**
 * Fits a value into `maxBytes` of JSON: same shape, still valid, the largest parts lose first.
 * Small neighbours of a huge part stay whole; nothing is replaced by a marker.
 */
export function cutJson(value: Json, maxBytes: number): CutResult {
  if (jsonBytes(value) <= maxBytes) return { value, missing: [] };
  const missing: MissingPart[] = [];
  const cut = fit(value, Math.max(2, maxBytes), "", missing);
  return { value: cut, missing: mergeMissing(missing) };
}

function fit(value: Json, budget: number, path: string, missing: MissingPart[]): Json {
  if (jsonBytes(value) <= budget) return value;
  if (typeof value === "string") return cutString(value, budget, path, missing);
  if (Array.isArray(value)) return fitArray(value, budget, path, missing);
  if (isJsonObject(value)) return fitObject(value, budget, path, missing);
  return value;
}

function cutString(text: string, budget: number, path: string, missing: MissingPart[]): string {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (jsonBytes(text.slice(0, middle)) <= budget) low = middle;
    else high = middle - 1;
  }
  let kept = text.slice(0, low).replace(HALF_TOKEN, "");
  if (/[\uD800-\uDBFF]$/.test(kept)) kept = kept.slice(0, -1);
  missing.push({ path, kept: kept.length, total: text.length, unit: "characters" });
  return kept;
}

/** Whole items while they fit; the first one that does not is cut inside only if nothing was kept yet. */
function fitArray(items: readonly Json[], budget: number, path: string, missing: MissingPart[]): Json {
  const kept: Json[] = [];
  let used = 2;
  for (const item of items) {
    const size = jsonBytes(item) + 1;
    if (used + size > budget) break;
    kept.push(item);
    used += size;
  }
  const first = items[0];
  if (kept.length === 0 && first !== undefined && budget > 16) {
    const part = fit(first, budget - 3, `${path}[]`, missing);
    // A number does not get smaller.
    if (jsonBytes(part) <= budget - 2) kept.push(part);
  }
  missing.push({ path, kept: kept.length, total: items.length, unit: "items" });
  return kept;
}

/** Water-filling: every field may use an equal share, what small fields leave over goes to the large ones. */
function fitObject(
  object: { readonly [key: string]: Json },
  budget: number,
  path: string,
  missing: MissingPart[],
): Json {
  const entries = Object.entries(object);
  const keyBytes = (key: string): number => jsonBytes(key) + 2;
  const sizes = entries.map(([key, inner]) => ({ key, inner, size: jsonBytes(inner) }));
  const soft = sizes.filter(({ inner }) => typeof inner === "string" || (typeof inner === "object" && inner !== null));
  // Numbers, booleans and null cannot shrink; what they and the names leave is for the rest.
  const fixed =
    sizes.reduce((sum, { key, size }) => sum + keyBytes(key) + size, 0) - soft.reduce((sum, { size }) => sum + size, 0);
  let room = budget - 2 - fixed;
  if (room < soft.length * 4) return fitFields(entries, budget, path, missing);

  const shares = new Map<string, number>();
  let left = soft.length;
  for (const { key, size } of [...soft].sort((a, b) => a.size - b.size)) {
    const share = Math.floor(room / left);
    const granted = Math.min(size, share);
    shares.set(key, granted);
    room -= granted;
    left -= 1;
  }
  return Object.fromEntries(
    sizes.map(({ key, inner }) => [
      key,
      shares.has(key) ? fit(inner, shares.get(key) ?? 0, path === "" ? key : `${path}.${key}`, missing) : inner,
    ]),
  );
}

/** Too many fields to keep even their names: the first ones that fit. */
function fitFields(
  entries: readonly (readonly [string, Json])[],
  budget: number,
  path: string,
  missing: MissingPart[],
): Json {
  const kept: [string, Json][] = [];
  let used = 2;
  for (const [key, inner] of entries) {
    const size = jsonBytes(key) + jsonBytes(inner) + 2;
    if (used + size > budget) break;
    kept.push([key, inner]);
    used += size;
  }
  missing.push({ path, kept: kept.length, total: entries.length, unit: "fields" });
  return Object.fromEntries(kept);
}

function mergeMissing(missing: readonly MissingPart[]): readonly MissingPart[] {
  const weight = (part: MissingPart): number => part.total - part.kept;
  return [...missing].sort((a, b) => weight(b) - weight(a)).slice(0, MAX_MISSING);
}
