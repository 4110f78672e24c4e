import type { PiiMode, PiiType, Policy } from "@sluice/contracts";
import type { Detector } from "../text/detector.ts";
import { type FindOptions, type Reading, toReadings } from "../text/find-pii.ts";
import type { VaultEntry } from "../vault/vault.ts";

/** What one policy asks of a session's vault: which types are protected, and how each leaves. */
export interface PolicyView {
  readonly types: ReadonlySet<PiiType>;
  readonly detectors: readonly Detector[];
  readonly readings: Readonly<Record<Reading, FindOptions>>;
  readonly isEncodedBlocked: boolean;
  modeOf(type: PiiType): PiiMode;
  isActive(type: PiiType): boolean;
}

export function createPolicyView(policy: Policy["pii"], detectors: readonly Detector[]): PolicyView {
  const modeOf = (type: PiiType): PiiMode => policy.modes[type] ?? "tokenize";
  const types = new Set(policy.types.filter((type) => modeOf(type) !== "allow"));
  return {
    types,
    detectors,
    readings: toReadings({ types, detectors }),
    isEncodedBlocked: policy.encoded === "block",
    modeOf,
    isActive: (type) => types.has(type),
  };
}

/** Counts of one washing. */
export class WashTally {
  readonly #replaced = new Map<PiiType, number>();
  readonly #blocked = new Set<PiiType>();

  add(entry: VaultEntry, view: PolicyView, isEncoded: boolean): void {
    this.#replaced.set(entry.type, (this.#replaced.get(entry.type) ?? 0) + 1);
    if (view.modeOf(entry.type) === "block" || (isEncoded && view.isEncodedBlocked)) this.#blocked.add(entry.type);
  }

  get replaced(): Readonly<Partial<Record<PiiType, number>>> {
    return Object.fromEntries(this.#replaced) as Partial<Record<PiiType, number>>;
  }

  get blocked(): readonly PiiType[] {
    return [...this.#blocked];
  }
}
