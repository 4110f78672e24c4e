import type { GuestOutcome, WaitRecord } from "@sluice/contracts";

interface LiveWait {
  readonly wait: WaitRecord;
  readonly end: (outcome: GuestOutcome) => void;
}

/** Events and questions of runs that are not durable: they last as long as the run. */
export class LiveWaits {
  readonly #waits = new Map<string, LiveWait>();

  list(): readonly WaitRecord[] {
    return [...this.#waits.values()].map(({ wait }) => wait);
  }

  get(runId: string, callId: number): WaitRecord | undefined {
    return this.#waits.get(`${runId}/${callId}`)?.wait;
  }

  /** False where nothing waits there (any more). */
  settle(runId: string, callId: number, outcome: GuestOutcome): boolean {
    const found = this.#waits.get(`${runId}/${callId}`);
    found?.end(outcome);
    return found !== undefined;
  }

  wait(wait: WaitRecord, ofTimeout: GuestOutcome, signal: AbortSignal): Promise<GuestOutcome> {
    const { wakeAtMs } = wait;
    const key = `${wait.runId}/${wait.callId}`;
    return new Promise((resolve) => {
      const giveUp = (): void => end(ofTimeout);
      const end = (outcome: GuestOutcome): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", giveUp);
        this.#waits.delete(key);
        resolve(outcome);
      };
      const timer = wakeAtMs === undefined ? undefined : setTimeout(giveUp, toDelay(wakeAtMs));
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waits.set(key, { wait, end });
    });
  }
}

function toDelay(atMs: number): number {
  return Math.min(2 ** 31 - 1, Math.max(0, atMs - Date.now()));
}
