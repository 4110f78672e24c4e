import { isJsonObject, type Json } from "@sluice/contracts";

/** Deeper values are replaced by a note: nobody reads them, and recursion must end. */
export const MAX_DEPTH = 512;
export const TOO_DEEP = "(nested too deeply)";

export interface JsonMapper {
  /** A string or number in value position. */
  leaf(value: string | number, path: string): Json;
  key(key: string, path: string): string;
}

/** Maps leaves and keys; parts that do not change keep their identity. */
export function mapJson(value: Json, mapper: JsonMapper, path = "", depth = 0): Json {
  if (typeof value === "string" || typeof value === "number") return mapper.leaf(value, path);
  if (value === null || typeof value !== "object") return value;
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) {
    let copy: Json[] | undefined;
    value.forEach((item: Json, index) => {
      const mapped = mapJson(item, mapper, `${path}[${index}]`, depth + 1);
      if (mapped !== item && copy === undefined) copy = [...(value as readonly Json[])];
      if (copy !== undefined) copy[index] = mapped;
    });
    return copy ?? value;
  }
  if (!isJsonObject(value)) return value;
  return mapObject(value, mapper, path, depth);
}

function mapObject(value: { readonly [key: string]: Json }, mapper: JsonMapper, path: string, depth: number): Json {
  let hasChanged = false;
  const entries: [string, Json][] = [];
  for (const key of Object.keys(value)) {
    const inner = value[key] as Json;
    const mappedKey = mapper.key(key, path);
    const mapped = mapJson(inner, mapper, joinPath(path, key), depth + 1);
    if (mapped !== inner || mappedKey !== key) hasChanged = true;
    entries.push([mappedKey, mapped]);
  }
  return hasChanged ? fromEntries(entries) : value;
}

/** Two keys that become the same keep both values: the later one gets a number. `__proto__` stays an own key. */
export function fromEntries(entries: readonly (readonly [string, Json])[]): { readonly [key: string]: Json } {
  const object: Record<string, Json> = {};
  const numbers = new Map<string, number>();
  for (const [key, value] of entries) {
    let name = key;
    while (Object.hasOwn(object, name)) {
      const number = (numbers.get(key) ?? 1) + 1;
      numbers.set(key, number);
      name = `${key} (${number})`;
    }
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return object;
}

export function joinPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
