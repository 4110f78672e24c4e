import { EngineError, isJsonObject, type Json } from "@sluice/contracts";
import { MAX_TOKEN, wholeEnd, wholeStart } from "./whole-text.ts";

type Segment =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "slice"; readonly from: number; readonly to: number };

const TOKEN = /\.?([^.[\]]+)|\[(?:(-?\d+)|(-?\d+)?:(-?\d+)?|"((?:[^"\\]|\\.)*)"|\*)\]/y;

/** `items[120:140].name`, `items[*].name`, `a.b[0]`, `["odd key"].c`. @throws EngineError `bad_input` */
function parsePath(path: string): readonly Segment[] {
  const segments: Segment[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < path.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(path);
    if (match === null) {
      throw new EngineError(
        "bad_input",
        `Cannot read path "${path}": it breaks off at "${path.slice(at, at + 12)}"; write items[120:140].name`,
      );
    }
    if (match[1] !== undefined) segments.push({ kind: "key", key: match[1] });
    else if (match[2] !== undefined) segments.push({ kind: "index", index: Number(match[2]) });
    else if (match[5] !== undefined) segments.push({ kind: "key", key: JSON.parse(`"${match[5]}"`) as string });
    else
      segments.push({
        kind: "slice",
        from: Number(match[3] || 0),
        to: match[4] ? Number(match[4]) : Number.MAX_SAFE_INTEGER,
      });
  }
  return segments;
}

/** After a slice the rest of the path applies to every element. @throws EngineError `not_found` names what is there */
export function readPath(value: Json, path: string): Json {
  // As JSONPath begins, unless the value has such a field.
  const hasDollar = isJsonObject(value) && Object.hasOwn(value, "$");
  return read(value, parsePath(hasDollar ? path : path.replace(/^\$(?=[.[]|$)/, "")), path);
}

function read(value: Json, segments: readonly Segment[], path: string): Json {
  const [segment, ...rest] = segments;
  if (segment === undefined) return value;
  if (segment.kind === "key") {
    if (isJsonObject(value) && Object.hasOwn(value, segment.key)) return read(value[segment.key] as Json, rest, path);
    const there = isJsonObject(value)
      ? `fields: ${Object.keys(value).slice(0, 12).join(", ")}`
      : `it is ${kindOf(value)}`;
    throw new EngineError("not_found", `Cannot read path "${path}": there is no "${segment.key}"; ${there}`);
  }
  if (!Array.isArray(value))
    throw new EngineError(
      "not_found",
      `Cannot read path "${path}": a position needs a list, and it is ${kindOf(value)}`,
    );
  if (segment.kind === "slice")
    return value.slice(segment.from, segment.to).map((item: Json) => read(item, rest, path));
  const item = value.at(segment.index) as Json | undefined;
  if (item === undefined)
    throw new EngineError("not_found", `Cannot read path "${path}": the list has ${value.length} items`);
  return read(item, rest, path);
}

function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export interface Page {
  readonly value: Json;
  readonly total: number;
  readonly unit: "items" | "characters" | "fields";
  readonly nextOffset?: number;
}

/** A window on a list, an object's fields or a text; `offset` is where it begins, tokens and characters being whole. */
export function pageOf(value: Json, offset: number, limit: number): Page & { readonly offset: number } {
  if (typeof value === "string") {
    const start = wholeStart(value, offset);
    const end = Math.max(wholeEnd(value, offset + limit), nextWhole(value, start));
    return { value: value.slice(start, end), ...place(value.length, "characters", start, end) };
  }
  const end = offset + limit;
  if (Array.isArray(value)) return { value: value.slice(offset, end), ...place(value.length, "items", offset, end) };
  if (isJsonObject(value)) {
    const entries = Object.entries(value);
    const fields = Object.fromEntries(entries.slice(offset, end));
    return { value: fields, ...place(entries.length, "fields", offset, end) };
  }
  return { value, total: 1, unit: "items", offset: 0 };
}

function place(total: number, unit: Page["unit"], offset: number, end: number) {
  return { total, unit, offset, ...(end < total ? { nextOffset: end } : {}) };
}

/** The least of a text that makes a page: one token or character. */
function nextWhole(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && wholeEnd(text, end) <= start && end - start < MAX_TOKEN) end += 1;
  return end;
}
