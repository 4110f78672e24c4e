import type { Json } from "@sluice/contracts";
import { hideSecrets } from "./clean-text.ts";

/** A server may repeat the headers it was sent; the token of a login in a result is nothing for an agent. */
export function hideTokens(value: Json, tokens: readonly string[]): Json {
  if (tokens.length === 0) return value;
  const text = JSON.stringify(value);
  if (!tokens.some((token) => text.includes(JSON.stringify(token).slice(1, -1)))) return value;
  return replaceIn(value, tokens);
}

function replaceIn(value: Json, tokens: readonly string[]): Json {
  if (typeof value === "string") return hideSecrets(value, tokens);
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, tokens));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [hideSecrets(key, tokens), replaceIn(inner as Json, tokens)]),
  );
}
