import { isJsonObject, type Json, type JsonObject, type PiiType } from "@sluice/contracts";
import { fromEntries, joinPath, MAX_DEPTH, TOO_DEEP } from "../map-json.ts";
import { looksLikeFullName } from "../names/name-evidence.ts";
import type { Reading } from "../text/find-pii.ts";
import { classifyKey, type KeyVerdict } from "./classify-key.ts";
import { classifyRecord, isPersonName, looksLikePersonValue, type RecordKind } from "./person-field.ts";
import type { PinLookup } from "./pins.ts";
import type { SchemaCursor } from "./schema-hints.ts";
import { splitKey, toWords } from "./split-key.ts";
import { findHead, toRecord } from "./table-head.ts";
import { fitsType } from "./value-shape.ts";

/** Type of a whole leaf by where it stands; `public` where an admin pinned it so; else how it is to be read. */
export type LeafVerdict = PiiType | "public" | "quiet" | "thing" | undefined;

export const isTyped = (verdict: LeafVerdict): verdict is PiiType =>
  verdict !== undefined && verdict !== "public" && verdict !== "quiet" && verdict !== "thing";

export const readingOf = (verdict: LeafVerdict): Reading =>
  verdict === "quiet" || verdict === "thing" ? verdict : "plain";

export interface LeafVisitor {
  leaf(value: string | number, path: string, verdict: LeafVerdict): Json;
  key(key: string, path: string): string;
  /** Sees an array before its items are visited: values may be spread over them. */
  array?(values: readonly Json[]): readonly Json[];
  /** The same for an object. Keeps the keys. */
  object?(value: JsonObject): JsonObject;
}

export interface ClassifyOptions {
  readonly pins: PinLookup;
  readonly schema: SchemaCursor | undefined;
}

/** What the fields around a value say. */
interface Place {
  readonly key: string;
  readonly parent: string;
  readonly path: string;
  readonly record: RecordKind;
  readonly schema: SchemaCursor | undefined;
  /** The object whose field this is. */
  readonly beside: JsonObject | undefined;
  /** Decided for the whole column of a table. */
  readonly column: PiiType | undefined;
}

/** Rows that are looked at to decide a column. */
const MAX_SAMPLED_ROWS = 200;
const MIN_ROWS = 3;
const MAJORITY = 0.6;

/** `firstName: "First name"`: what a form shows for the field. */
function isOwnLabel(key: string, value: string | number): boolean {
  if (typeof value !== "string" || value.length > 40 || /\d/.test(value)) return false;
  const own = splitKey(key);
  const words = toWords(value);
  return words.length <= own.length + 2 && own.every((word) => words.includes(word));
}

function leafVerdict(value: string | number, place: Place, pins: PinLookup): LeafVerdict {
  const pin = pins(place.path);
  if (pin !== undefined) return pin;
  const hint = place.schema?.hint();
  if (hint === "public") return "public";
  if (hint !== undefined && fitsType(hint, value)) return hint;
  const verdict = classifyKey(place.key, place.parent);
  if (verdict.type === "name" || verdict.type === "title") {
    if (place.column === "person" && typeof value === "string" && value.trim() !== "") return "person";
    if (place.record === "thing") return "thing";
    // A person's `title` is `Mr` or `Engineer`: only what looks like a name is one.
    return isPersonName(value, verdict.type === "title" ? "unknown" : place.record) ? "person" : undefined;
  }
  if ("strength" in verdict) {
    if (isOwnLabel(place.key, value)) return undefined;
    if (verdict.strength === "strong") return fitsType(verdict.type, value) ? verdict.type : place.column;
    return place.column ?? (typeof value === "string" && looksLikePersonValue(value) ? "person" : undefined);
  }
  return place.column ?? (verdict.type === "quiet" || verdict.type === "thing" ? verdict.type : undefined);
}

const root: Place = {
  key: "",
  parent: "",
  path: "",
  record: "unknown",
  schema: undefined,
  beside: undefined,
  column: undefined,
};

/** Visits every leaf with its verdict, and maps the value by what the visitor returns. */
export function mapClassified(value: Json, options: ClassifyOptions, visitor: LeafVisitor): Json {
  return visit(value, { ...root, schema: options.schema }, options.pins, visitor, 0);
}

function visit(value: Json, place: Place, pins: PinLookup, visitor: LeafVisitor, depth: number): Json {
  if (typeof value === "string" || typeof value === "number") {
    return visitor.leaf(value, place.path, leafVerdict(value, place, pins));
  }
  if (value === null || typeof value !== "object") return value;
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return visitArray(value, place, pins, visitor, depth);
  return isJsonObject(value) ? visitObject(value, place, undefined, pins, visitor, depth) : value;
}

function visitArray(
  original: readonly Json[],
  place: Place,
  pins: PinLookup,
  visitor: LeafVisitor,
  depth: number,
): Json {
  const values = visitor.array?.(original) ?? original;
  const items = place.schema?.items();
  const head = findHead(values, place.beside);
  const columns = decideColumns(
    head === undefined ? values : values.map((row) => (Array.isArray(row) ? toRecord(head, row) : row)),
    place.key,
  );
  let copy: Json[] | undefined;
  values.forEach((item, index) => {
    const here: Place = { ...place, path: `${place.path}[${index}]`, schema: items, beside: undefined };
    const mapped =
      depth + 1 >= MAX_DEPTH
        ? visit(item, here, pins, visitor, depth + 1)
        : isJsonObject(item)
          ? visitObject(item, here, columns, pins, visitor, depth + 1)
          : head !== undefined && Array.isArray(item)
            ? visitRow(item, head, here, columns, pins, visitor, depth + 1)
            : visit(item, here, pins, visitor, depth + 1);
    if (mapped !== item && copy === undefined) copy = [...values];
    if (copy !== undefined) copy[index] = mapped;
  });
  return copy ?? values;
}

/** A row of cells, each read as the field that its column's name says. */
function visitRow(
  row: readonly Json[],
  head: readonly string[],
  place: Place,
  columns: ReadonlyMap<string, PiiType> | undefined,
  pins: PinLookup,
  visitor: LeafVisitor,
  depth: number,
): Json {
  const cells = visitor.array?.(row) ?? row;
  if (cells.length !== row.length || cells.every((cell, at) => cell === head[at]))
    return visitArray(row, place, pins, visitor, depth);
  const record = classifyRecord(toRecord(head, cells), place.key);
  const mapped = cells.map((cell, at) => {
    const key = head[at] ?? "";
    const path = `${place.path}[${at}]`;
    return visit(
      cell,
      { key, parent: place.key, path, record, schema: undefined, beside: undefined, column: columns?.get(key) },
      pins,
      visitor,
      depth + 1,
    );
  });
  return mapped.some((cell, at) => cell !== row[at]) ? mapped : row;
}

function visitObject(
  original: JsonObject,
  place: Place,
  columns: ReadonlyMap<string, PiiType> | undefined,
  pins: PinLookup,
  visitor: LeafVisitor,
  depth: number,
): Json {
  const object = visitor.object?.(original) ?? original;
  const keys = Object.keys(object);
  let record: RecordKind | undefined;
  let hasChanged = object !== original;
  const entries: [string, Json][] = [];
  for (const key of keys) {
    const value = object[key] as Json;
    const mappedKey = visitor.key(key, place.path);
    let mapped = value;
    if (value !== null && typeof value !== "boolean") {
      record ??= classifyRecord(object, place.key);
      mapped = visit(
        value,
        {
          key,
          parent: place.key,
          path: joinPath(place.path, key),
          record,
          schema: place.schema?.property(key),
          beside: object,
          column: columns?.get(key),
        },
        pins,
        visitor,
        depth + 1,
      );
    }
    if (mapped !== value || mappedKey !== key) hasChanged = true;
    entries.push([mappedKey, mapped]);
  }
  return hasChanged ? fromEntries(entries) : object;
}

/** Whether a field's name leaves it to the values what they are. */
const isOpen = (verdict: KeyVerdict): boolean =>
  verdict.type === "name" ||
  verdict.type === "title" ||
  verdict.type === "none" ||
  ("strength" in verdict && verdict.strength === "weak");

/** A table is decided by column: where most values are persons' names, the odd ones are too. */
function decideColumns(rows: readonly Json[], parent: string): ReadonlyMap<string, PiiType> | undefined {
  if (rows.length < MIN_ROWS || !isJsonObject(rows[0])) return undefined;
  const step = Math.max(1, Math.floor(rows.length / MAX_SAMPLED_ROWS));
  const counts = new Map<string, { total: number; persons: number }>();
  for (let at = 0; at < rows.length; at += step) {
    const row = rows[at];
    if (!isJsonObject(row)) continue;
    for (const key of Object.keys(row)) {
      const value = row[key];
      if (typeof value !== "string" || value.length > 80 || value.length < 2) continue;
      const verdict = classifyKey(key, parent);
      if (!isOpen(verdict)) continue;
      const count = counts.get(key) ?? { total: 0, persons: 0 };
      counts.set(key, count);
      count.total++;
      if (looksLikeFullName(value)) count.persons++;
    }
  }
  const columns = new Map<string, PiiType>();
  for (const [key, { total, persons }] of counts) {
    if (total >= MIN_ROWS && persons / total >= MAJORITY) columns.set(key, "person");
  }
  return columns.size === 0 ? undefined : columns;
}
