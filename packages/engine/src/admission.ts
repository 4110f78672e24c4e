import type { Policy } from "@sluice/contracts";
import { EngineError } from "@sluice/contracts";

interface Window {
  readonly startedAtMs: number[];
  running: number;
}

/** Runs per minute and at once, per principal. One gateway's view. */
export class Admission {
  readonly #windows = new Map<string, Window>();

  /** @returns release, to be called once. @throws EngineError `rate_limited` with `retryAfterMs` */
  admit(principal: string, policy: Policy, nowMs: number = Date.now()): () => void {
    const window = this.#windows.get(principal) ?? { startedAtMs: [], running: 0 };
    this.#windows.set(principal, window);
    while (window.startedAtMs[0] !== undefined && window.startedAtMs[0] <= nowMs - 60_000) window.startedAtMs.shift();

    const { concurrentRuns, runsPerMinute } = policy.rate;
    if (window.running >= concurrentRuns) {
      throw refuse(`${window.running} runs are going on and policy "${policy.name}" allows ${concurrentRuns}`, 1_000);
    }
    const oldest = window.startedAtMs[0];
    if (oldest !== undefined && window.startedAtMs.length >= runsPerMinute) {
      throw refuse(`policy "${policy.name}" allows ${runsPerMinute} runs a minute`, oldest + 60_000 - nowMs);
    }
    window.startedAtMs.push(nowMs);
    window.running += 1;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      window.running -= 1;
      if (window.running === 0 && window.startedAtMs.length === 0) this.#windows.delete(principal);
    };
  }
}

function refuse(why: string, retryAfterMs: number): EngineError {
  return new EngineError(
    "rate_limited",
    `Cannot start the run: ${why}; try again in ${Math.ceil(retryAfterMs / 1000)} s`,
    {
      details: { retryAfterMs },
    },
  );
}
