import type { Json, VaultFinding } from "@sluice/contracts";
import { findValues } from "./exit/find-values.ts";
import { findSpread } from "./exit/spread-values.ts";
import { joinPath, MAX_DEPTH } from "./map-json.ts";
import type { Vault, VaultEntry } from "./vault/vault.ts";

/** Vault values in arguments: whole, as part of a string, encoded, in keys or spread over the items of an array. */
export function findInArguments(args: Json, vault: Vault): readonly VaultFinding[] {
  const found = new Map<string, VaultFinding>();
  const report = (entry: VaultEntry, path: string): void => {
    const { token, type, origins } = entry;
    found.set(`${token} ${path}`, { token, type, origins: [...origins], path });
  };
  const inText = (text: string, path: string): void => {
    for (const { payload } of findValues(text, vault.index)) report(payload.entry, path);
  };
  const visit = (value: Json, path: string, depth: number): void => {
    if (typeof value === "string" || typeof value === "number") {
      const exact = vault.byValue(value);
      if (exact?.isDistinctive === true) report(exact, path);
      else if (typeof value === "string" || Math.abs(value) >= 100_000) inText(String(value), path);
      return;
    }
    if (value === null || typeof value !== "object" || depth > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (const { payload } of findSpread(value, vault.index)) report(payload.entry, path);
      value.forEach((item: Json, index) => {
        visit(item, `${path}[${index}]`, depth + 1);
      });
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      inText(key, path);
      visit(inner as Json, joinPath(path, key), depth + 1);
    }
  };
  visit(args, "", 0);
  return [...found.values()];
}
