import { EngineError, isJsonObject, type Json } from "@sluice/contracts";

type Segment =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "slice"; readonly from: number; readonly to: number };

const TOKEN = /\.?([^.[\]]+)|\[(?:(-?\d+)|(\d*):(\d*)|"((?:[^"\\]|\\.)*)")\]/y;

/** `items[120:140].name`, `a.b[0]`, `["odd key"].c`. @throws EngineError `bad_input` */
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
  return read(value, parsePath(path), path);
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

/** A window on a list, an object's fields or a text. */
export function pageOf(value: Json, offset: number, limit: number): Page {
  if (typeof value === "string")
    return page(value.slice(offset, offset + limit), value.length, "characters", offset, limit);
  if (Array.isArray(value)) return page(value.slice(offset, offset + limit), value.length, "items", offset, limit);
  if (isJsonObject(value)) {
    const entries = Object.entries(value);
    return page(Object.fromEntries(entries.slice(offset, offset + limit)), entries.length, "fields", offset, limit);
  }
  return { value, total: 1, unit: "items" };
}

function page(value: Json, total: number, unit: Page["unit"], offset: number, limit: number): Page {
  const next = offset + limit;
  return { value, total, unit, ...(next < total ? { nextOffset: next } : {}) };
}
