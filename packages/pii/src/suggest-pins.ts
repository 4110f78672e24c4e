import { type Json, type PiiOrigin, type PiiType, piiTypes } from "@sluice/contracts";
import { isTyped, mapClassified } from "./structure/classify-value.ts";
import { SchemaCursor } from "./structure/schema-hints.ts";
import { defaultDetectors } from "./text/default-detectors.ts";
import { findPii } from "./text/find-pii.ts";

export interface PinSample {
  readonly origin: PiiOrigin;
  readonly value: Json;
}

export interface PinSuggestion {
  /** Key of `pii.pins` in a policy: `crm.list_customers.customers.name`. */
  readonly pin: string;
  readonly type: PiiType;
  /** Values seen at this path, and how many of them are of this type. */
  readonly seen: number;
  readonly matching: number;
  /** Whether the field's name says it too; if not, an admin should look before pinning. */
  readonly isNamed: boolean;
}

const MIN_SHARE = 0.5;

interface Count {
  seen: number;
  readonly named: Map<PiiType, number>;
  readonly found: Map<PiiType, number>;
}

/** Pins that results of tools ask for, from the shapes of what was observed; holds no value of them. */
export function suggestPins(samples: readonly PinSample[]): readonly PinSuggestion[] {
  const counts = new Map<string, Count>();
  const options = { detectors: defaultDetectors, types: new Set(piiTypes) };
  const bump = (map: Map<PiiType, number>, type: PiiType): void => {
    map.set(type, (map.get(type) ?? 0) + 1);
  };
  for (const { origin, value } of samples) {
    mapClassified(
      value,
      { pins: () => undefined, schema: SchemaCursor.open(origin.schema) },
      {
        leaf(leaf, path, verdict) {
          const plain = path.replace(/\[\d+\]/g, "").replace(/^\./, "");
          const pin = `${origin.server}.${origin.tool}${plain === "" ? "" : `.${plain}`}`;
          const count = counts.get(pin) ?? { seen: 0, named: new Map(), found: new Map() };
          counts.set(pin, count);
          count.seen++;
          if (isTyped(verdict)) bump(count.named, verdict);
          else if (typeof leaf === "string") {
            const whole = findPii(leaf, options).find(({ start, end }) => end - start >= leaf.trim().length);
            if (whole !== undefined) bump(count.found, whole.type);
          }
          return leaf;
        },
        key: (key) => key,
      },
    );
  }
  return [...counts].flatMap(([pin, count]) => toSuggestion(pin, count));
}

function toSuggestion(pin: string, { seen, named, found }: Count): readonly PinSuggestion[] {
  const totals = new Map(named);
  for (const [type, count] of found) totals.set(type, (totals.get(type) ?? 0) + count);
  const [best] = [...totals].sort((a, b) => b[1] - a[1]);
  if (best === undefined || best[1] / seen < MIN_SHARE) return [];
  return [{ pin, type: best[0], seen, matching: best[1], isNamed: (named.get(best[0]) ?? 0) > 0 }];
}
