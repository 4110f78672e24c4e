import { EngineError, type Store } from "@sluice/contracts";

const SPEC = /^(before|after):([1-9]\d*)$/;

/**
 * Kills this process right before or after its n-th journal write (`SLUICE_FAULT=after:7`), so that crash tests
 * reach every gap between two writes. Does nothing where the variable is not set.
 */
export function withFault(store: Store, spec: string | undefined): Store {
  if (spec === undefined) return store;
  const match = SPEC.exec(spec);
  if (match === null)
    throw new EngineError("bad_config", `Cannot use SLUICE_FAULT "${spec}": write before:N or after:N`);
  const [, moment, count] = match;
  let left = Number(count);
  const strike = (at: string): void => {
    if (at === moment && left <= 0) process.kill(process.pid, "SIGKILL");
  };
  return {
    ...store,
    journal: {
      read: (runId) => store.journal.read(runId),
      async append(runId, entries, options) {
        left -= 1;
        strike("before");
        await store.journal.append(runId, entries, options);
        strike("after");
      },
    },
  };
}
