import type { Json, JsonObject, PiiOrigin, PiiSession, Policy, Resolved, VaultFinding } from "@sluice/contracts";
import { LogWasher } from "./exit/log-washer.ts";
import { createPolicyView, type PolicyView } from "./exit/view.ts";
import { Washer } from "./exit/washer.ts";
import { findInArguments } from "./find-in-arguments.ts";
import { Ingester } from "./ingest.ts";
import { mapJson } from "./map-json.ts";
import { domainOf, maskValue } from "./mask.ts";
import { createPins } from "./structure/pins.ts";
import type { Detector } from "./text/detector.ts";
import { restoreForeign } from "./tokens/escape-foreign.ts";
import { resolveText } from "./tokens/resolve-tokens.ts";
import { renderToken } from "./tokens/token-format.ts";
import type { Vault } from "./vault/vault.ts";

/** Beyond the port: what consecutive console lines need. */
export interface WashingSession extends PiiSession {
  createLogWasher(): LogWasher;
}

/** One policy's view of a session's vault. Cheap to make; all views of a session share its vault. */
export function createSession(
  vault: Vault,
  policy: Policy["pii"],
  detectors: readonly Detector[],
  touch: () => void,
): WashingSession {
  const view: PolicyView = createPolicyView(policy, detectors);
  const ingester = new Ingester(vault, policy, view, createPins(policy.pins));
  const washer = (): Washer => new Washer(vault, view);

  return {
    ingest: (value: Json, origin: PiiOrigin): Json => {
      touch();
      return ingester.ingest(value, origin);
    },
    resolve: (value) => {
      touch();
      return resolveValue(value, vault);
    },
    inspect: (args: Json): readonly VaultFinding[] => {
      touch();
      return findInArguments(args, vault);
    },
    restore: (args: JsonObject): JsonObject =>
      mapJson(args, {
        leaf: (leaf) => (typeof leaf === "string" ? restoreForeign(leaf) : leaf),
        key: restoreForeign,
      }) as JsonObject,
    wash: (value) => {
      touch();
      return washer().wash(value);
    },
    washText: (text) => washer().washText(text),
    createLogWasher: () => new LogWasher(vault, view),
    knownTokens: () => vault.tokens().map(renderToken),
    describe: (value) => {
      const entry = vault.byValue(value) ?? (/^[1-9]\d{4,15}$/.test(value) ? vault.byValue(Number(value)) : undefined);
      if (entry === undefined) return undefined;
      const domain = domainOf(entry.type, entry.value);
      return {
        type: entry.type,
        mask: maskValue(entry.type, entry.value),
        ...(domain === undefined ? {} : { domain }),
      };
    },
    flush: () => vault.flush(),
  };
}

function resolveValue<T extends Json>(value: T, vault: Vault): Resolved<T> {
  const used = new Set<string>();
  const unknown = new Set<string>();
  const source = {
    valueOf: (id: string): string | number | undefined => vault.byToken(id)?.value,
    isForeignName: (id: string): boolean => vault.isForeignName(id),
  };
  const text = (original: string): string | number => {
    const resolved = resolveText(original, source);
    for (const id of resolved.used) used.add(id);
    for (const written of resolved.unknown) unknown.add(written);
    return resolved.value;
  };
  const resolved = mapJson(value, {
    leaf: (leaf) => (typeof leaf === "string" ? text(leaf) : leaf),
    key: (key) => String(text(key)),
  });
  return { value: resolved as T, used: [...used], unknown: [...unknown] };
}
