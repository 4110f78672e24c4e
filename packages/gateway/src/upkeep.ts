import type { Store } from "@sluice/contracts";
import type { Log } from "@sluice/engine";
import type { PiiBoundary } from "@sluice/pii";
import type { PolicyStore } from "@sluice/policy";

const EVERY_MS = 3_600_000;
const FIRST_AFTER_MS = 60_000;
const DAY_MS = 86_400_000;

export interface UpkeepParts {
  readonly store: Store;
  readonly pii: PiiBoundary;
  readonly policies: PolicyStore;
  readonly log: Log;
}

/** Deletes what is past its time: runs after the longest retention of any policy, vaults after their time to live. */
export function startUpkeep({ store, pii, policies, log }: UpkeepParts): () => void {
  const tend = async (): Promise<void> => {
    const days = Math.max(...policies.list().map((policy) => policy.retentionDays), 1);
    const runs = await store.runs.prune(new Date(Date.now() - days * DAY_MS).toISOString());
    const vaults = await pii.eraseIdle();
    if (runs + vaults > 0) log.info("deleted what was past its time", { runs, vaults });
  };
  const run = (): void => {
    tend().catch((error: unknown) => log.error("cannot delete what is past its time", { error: String(error) }));
  };
  const first = setTimeout(run, FIRST_AFTER_MS).unref();
  const again = setInterval(run, EVERY_MS).unref();
  return () => {
    clearTimeout(first);
    clearInterval(again);
  };
}
