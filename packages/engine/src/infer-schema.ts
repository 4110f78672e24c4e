import { isJsonObject, type Json, type JsonObject, type JsonSchema } from "@sluice/contracts";

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$-]{0,40}$/;

/**
 * Names and types of the input that a skill's proving run had; never its values, nor keys that may be some.
 * What the code has a default for, or calls optional, is not required.
 */
export function inferSchema(context: Json, code: string): JsonSchema {
  if (!isJsonObject(context)) return { type: "object" };
  const schema = inferNode(context, true);
  const { required } = schema;
  return Array.isArray(required) ? { ...schema, required: required.filter((key) => !isOptionalIn(code, key)) } : schema;
}

/** `key?: type`, `{ key = 1 }`, `context.key ?? 1`. */
function isOptionalIn(code: string, key: string): boolean {
  const escaped = key.replaceAll("$", "\\$");
  return new RegExp(`(?<![\\w$])${escaped}\\s*(?:\\?:|=(?![=>])|\\?\\?|\\|\\||\\?\\.)`).test(code);
}

function inferNode(value: Json, isTop = false): { [key: string]: unknown } {
  if (value === null) return {};
  if (Array.isArray(value))
    return value.length === 0 ? { type: "array" } : { type: "array", items: inferNode(value[0] as Json) };
  if (!isJsonObject(value)) return { type: typeof value };
  const keys = Object.keys(value);
  if (!keys.every((key) => PLAIN_KEY.test(key)) || (!isTop && isDictionary(value))) return { type: "object" };
  return {
    type: "object",
    properties: Object.fromEntries(keys.map((key) => [key, inferNode(value[key] as Json)])),
    required: keys,
  };
}

/** Values of one kind under several keys: the keys may be people's names or ids, and other ones the next time. */
function isDictionary(value: JsonObject): boolean {
  const kinds = Object.values(value).map((one) => (Array.isArray(one) ? "array" : typeof one));
  return kinds.length > 1 && new Set(kinds).size === 1;
}
