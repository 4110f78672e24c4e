import { isJsonObject, type Json, toCanonicalJson } from "@sluice/contracts";

/** Every field of `match` is there with the same value; objects go deeper. */
export function isMatch(match: Json | undefined, data: Json): boolean {
  if (match === undefined || match === null) return true;
  if (!isJsonObject(match)) return toCanonicalJson(match) === toCanonicalJson(data);
  if (!isJsonObject(data)) return false;
  return Object.entries(match).every(([key, wanted]) => {
    if (!Object.hasOwn(data, key)) return false;
    return isJsonObject(wanted)
      ? isMatch(wanted, data[key] as Json)
      : toCanonicalJson(wanted) === toCanonicalJson(data[key]);
  });
}
