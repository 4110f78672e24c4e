import { isJsonObject, type Json, type JsonObject, type JsonSchema } from "@sluice/contracts";

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$-]{0,40}$/;

/** Names and types of the input that a skill's proving run had; never its values, nor keys that may be some. */
export function inferSchema(context: Json): JsonSchema {
  return isJsonObject(context) ? inferNode(context, true) : { type: "object" };
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
