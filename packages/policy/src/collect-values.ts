import { isJsonObject, type Json, type JsonObject } from "@sluice/contracts";

/**
 * Everything that an argument name with dots can mean: nested keys, keys that themselves have dots, and every element
 * of arrays on the way. `undefined` stands for a place where the value is missing.
 */
export function collectValues(args: JsonObject, name: string): readonly (Json | undefined)[] {
  const found: (Json | undefined)[] = [];
  descend(args, name.split("."), found);
  return found;
}

function descend(value: Json, parts: readonly string[], found: (Json | undefined)[]): void {
  if (parts.length === 0) {
    collectLeaves(value, found);
    return;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) found.push(undefined);
    for (const element of value as readonly Json[]) descend(element, parts, found);
    return;
  }
  let isPresent = false;
  if (isJsonObject(value)) {
    for (let length = 1; length <= parts.length; length += 1) {
      const key = parts.slice(0, length).join(".");
      if (!Object.hasOwn(value, key)) continue;
      isPresent = true;
      descend(value[key] as Json, parts.slice(length), found);
    }
  }
  if (!isPresent) found.push(undefined);
}

function collectLeaves(value: Json, found: (Json | undefined)[]): void {
  if (!Array.isArray(value)) {
    found.push(value);
    return;
  }
  if (value.length === 0) found.push(undefined);
  for (const element of value as readonly Json[]) collectLeaves(element, found);
}
