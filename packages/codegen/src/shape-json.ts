import type { Json, JsonSchema } from "@sluice/contracts";
import { isFieldLike } from "./key-kind.ts";
import { isRecord, ownValue } from "./schema-record.ts";
import { createShape, type ObjectShape, type Shape, shapeLimits } from "./shape.ts";

const scalarKinds = ["null", "boolean", "number", "string"] as const;

/** A shape as a schema: optional is what some objects lacked, and keys that may be data are any keys. */
export function toShapeSchema(shape: Shape): JsonSchema {
  if (shape.isUnknown) return true;
  const forms: JsonSchema[] = scalarKinds.filter((kind) => shape.scalars.has(kind)).map((kind) => ({ type: kind }));
  if (shape.items !== undefined) forms.push({ type: "array", items: toShapeSchema(shape.items) });
  if (shape.object !== undefined) forms.push(toObjectSchema(shape.object));
  const [only] = forms;
  if (only === undefined) return true;
  return forms.length === 1 ? only : { anyOf: forms };
}

function toObjectSchema(object: ObjectShape): JsonSchema {
  const fields = [...object.fields];
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(([name, field]) => [name, toShapeSchema(field.shape)])),
    required: fields.filter(([, field]) => field.count >= object.count).map(([name]) => name),
    additionalProperties: object.index === undefined ? false : toShapeSchema(object.index),
  };
}

/** Compact JSON: `s` scalars, `i` items, `c` objects seen, `f` fields, `x` values under other keys, `u` unknown. */
export function toShapeJson(shape: Shape): Json {
  return {
    ...(shape.scalars.size === 0 ? {} : { s: [...shape.scalars] }),
    ...(shape.isUnknown ? { u: true } : {}),
    ...(shape.items === undefined ? {} : { i: toShapeJson(shape.items) }),
    ...(shape.object === undefined ? {} : toObjectJson(shape.object)),
  };
}

function toObjectJson(object: ObjectShape): { readonly [key: string]: Json } {
  return {
    c: object.count,
    f: [...object.fields].map(([name, field]) => [name, field.count, toShapeJson(field.shape)]),
    ...(object.index === undefined ? {} : { x: toShapeJson(object.index) }),
  };
}

/** Reads what `toShapeJson` wrote; what is not of that form is left out. */
export function parseShape(saved: unknown, depth = 0): Shape {
  const shape = createShape();
  if (!isRecord(saved) || depth > shapeLimits.maxDepth + 1) {
    shape.isUnknown = true;
    return shape;
  }
  const scalars = ownValue(saved, "s");
  for (const kind of scalarKinds) if (Array.isArray(scalars) && scalars.includes(kind)) shape.scalars.add(kind);
  shape.isUnknown = ownValue(saved, "u") === true;
  const items = ownValue(saved, "i");
  if (items !== undefined) shape.items = parseShape(items, depth + 1);
  const count = ownValue(saved, "c");
  const fields = ownValue(saved, "f");
  if (!isCount(count) || !Array.isArray(fields)) return shape;
  shape.object = { count, fields: new Map() };
  for (const field of fields.slice(0, shapeLimits.maxFields)) {
    const [name, seen, inner] = Array.isArray(field) ? field : [];
    if (typeof name !== "string" || !isFieldLike(name) || !isCount(seen)) continue;
    shape.object.fields.set(name, { count: seen, shape: parseShape(inner, depth + 1) });
  }
  const index = ownValue(saved, "x");
  if (index !== undefined) shape.object.index = parseShape(index, depth + 1);
  return shape;
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
