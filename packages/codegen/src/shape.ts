import type { Json } from "@sluice/contracts";
import { isKnownField } from "./field-words.ts";
import { isFieldLike } from "./key-kind.ts";

/** What values at one place looked like: kinds and field names, never a value. */
export interface Shape {
  readonly scalars: Set<"null" | "boolean" | "number" | "string">;
  /** Too deep or too large to say more. */
  isUnknown: boolean;
  items?: Shape;
  object?: ObjectShape;
}

export interface ObjectShape {
  /** Objects seen here. */
  count: number;
  readonly fields: Map<string, { count: number; readonly shape: Shape }>;
  /** Values under keys that may be data: their names are not kept. */
  index?: Shape;
}

export const shapeLimits = {
  maxDepth: 12,
  maxFields: 200,
  /** Items of one list that are looked at. */
  maxItems: 200,
  /** Values of one result that are looked at. */
  maxValues: 20_000,
  /** Shapes kept for one tool. */
  maxShapes: 3_000,
} as const;

export interface ShapeBudget {
  values: number;
  shapes: number;
  /** Words of the tool's definition. */
  readonly words: ReadonlySet<string>;
  isPersonal: ((text: string) => boolean) | undefined;
  isPersonName: ((text: string) => boolean) | undefined;
}

export function createShape(): Shape {
  return { scalars: new Set(), isUnknown: false };
}

/** Adds one value to what is known of its place. */
export function addValue(shape: Shape, value: Json, budget: ShapeBudget, depth = 0): void {
  budget.values -= 1;
  if (budget.values < 0) return;
  if (value === null) shape.scalars.add("null");
  else if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") {
    shape.scalars.add(typeof value as "boolean" | "number" | "string");
  } else if (depth >= shapeLimits.maxDepth || budget.shapes <= 0) shape.isUnknown = true;
  else if (Array.isArray(value)) {
    shape.items ??= takeShape(budget);
    for (const item of value.slice(0, shapeLimits.maxItems)) addValue(shape.items, item, budget, depth + 1);
  } else {
    shape.object ??= { count: 0, fields: new Map() };
    addObject(shape.object, value as { readonly [key: string]: Json }, budget, depth);
  }
}

function addObject(
  object: ObjectShape,
  value: { readonly [key: string]: Json },
  budget: ShapeBudget,
  depth: number,
): void {
  const entries = Object.entries(value).slice(0, shapeLimits.maxFields * 2);
  object.count += 1;
  // A dictionary has values of one kind, a record mostly not; where both are possible only known words are names.
  const isName = (key: string): boolean => isFieldLike(key) && budget.isPersonal?.(key) !== true;
  const isField = (key: string): boolean =>
    isName(key) && (budget.isPersonName?.(key) !== true || isKnownField(key, budget.words));
  const isRecord = object.index === undefined && entries.every(([key]) => isField(key)) && hasSeveralKinds(entries);
  for (const [key, inner] of entries) {
    const known = object.fields.get(key);
    if (known !== undefined) {
      known.count += 1;
      addValue(known.shape, inner, budget, depth + 1);
    } else if (
      isName(key) &&
      object.fields.size < shapeLimits.maxFields &&
      (isRecord || isKnownField(key, budget.words))
    ) {
      const shape = takeShape(budget);
      object.fields.set(key, { count: 1, shape });
      addValue(shape, inner, budget, depth + 1);
    } else {
      object.index ??= takeShape(budget);
      addValue(object.index, inner, budget, depth + 1);
    }
  }
  if (object.index !== undefined || hasManyRareFields(object)) foldUnknownFields(object, budget);
}

function hasSeveralKinds(entries: readonly (readonly [string, Json])[]): boolean {
  const kinds = new Set<string>();
  for (const [, value] of entries) if (value !== null) kinds.add(Array.isArray(value) ? "array" : typeof value);
  return kinds.size > 1;
}

/** Names that come and go with every object are data, even where they read like names. */
function hasManyRareFields(object: ObjectShape): boolean {
  if (object.fields.size < 40) return false;
  let rare = 0;
  for (const field of object.fields.values()) if (field.count * 5 < object.count) rare += 1;
  return rare * 2 > object.fields.size;
}

/** Where a dictionary has shown itself, earlier names that no definition knows may be its keys: they are forgotten. */
function foldUnknownFields(object: ObjectShape, budget: ShapeBudget): void {
  for (const [key, field] of [...object.fields]) {
    if (isKnownField(key, budget.words)) continue;
    object.fields.delete(key);
    object.index ??= createShape();
    mergeShape(object.index, field.shape);
  }
}

function mergeShape(into: Shape, from: Shape): void {
  for (const kind of from.scalars) into.scalars.add(kind);
  if (from.isUnknown) into.isUnknown = true;
  if (from.items !== undefined) {
    if (into.items === undefined) into.items = from.items;
    else mergeShape(into.items, from.items);
  }
  if (from.object === undefined) return;
  if (into.object === undefined) {
    into.object = from.object;
    return;
  }
  into.object.count += from.object.count;
  for (const [key, field] of from.object.fields) {
    const known = into.object.fields.get(key);
    if (known === undefined) into.object.fields.set(key, field);
    else {
      known.count += field.count;
      mergeShape(known.shape, field.shape);
    }
  }
  if (from.object.index === undefined) return;
  if (into.object.index === undefined) into.object.index = from.object.index;
  else mergeShape(into.object.index, from.object.index);
}

function takeShape(budget: ShapeBudget): Shape {
  budget.shapes -= 1;
  return createShape();
}
