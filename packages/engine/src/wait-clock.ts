import type { WaitRecord } from "@sluice/contracts";
import type { EngineDeps } from "./deps.ts";

/** setTimeout cannot wait longer; further off, it looks again. */
const MAX_TIMER_MS = 60_000;
const MIN_TIMER_MS = 50;
/** So many waits are handled at once; those that come due meanwhile follow. */
const MAX_IN_HAND = 100;
/** A wait that is still due after it was handled, such as one of a run that cannot be taken up, is tried again after that. */
const AGAIN_MS = 5_000;

/** Hands over each wait whose time has come, from the store's own list: what waits costs no memory. */
export class WaitClock {
  readonly #deps: EngineDeps;
  readonly #handle: (wait: WaitRecord) => Promise<void>;
  readonly #inHand = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(deps: EngineDeps, handle: (wait: WaitRecord) => Promise<void>) {
    this.#deps = deps;
    this.#handle = handle;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** To be called when a wait was added that may be the next one. */
  async arm(): Promise<void> {
    if (this.#isClosed || this.#inHand.size >= MAX_IN_HAND) return;
    const next = await this.#deps.store.waits.nextWakeMs();
    clearTimeout(this.#timer);
    if (next === undefined || this.#isClosed) return;
    // What is in hand is still the earliest of the list; there is no hurry to see that again.
    const leastMs = this.#inHand.size > 0 ? MIN_TIMER_MS * 5 : MIN_TIMER_MS;
    this.#timer = setTimeout(() => this.#look(), Math.min(MAX_TIMER_MS, Math.max(leastMs, next - Date.now())));
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    try {
      const due = await this.#deps.store.waits.due(Date.now(), MAX_IN_HAND + this.#inHand.size);
      for (const wait of due) {
        const key = `${wait.runId}/${wait.callId}`;
        if (this.#inHand.size >= MAX_IN_HAND) break;
        if (!this.#inHand.has(key)) this.#take(key, wait);
      }
      await this.arm();
    } catch (error) {
      this.#complain(error);
      this.#timer = setTimeout(() => this.#look(), AGAIN_MS);
      this.#timer.unref();
    }
  }

  #take(key: string, wait: WaitRecord): void {
    this.#inHand.add(key);
    const work = async (): Promise<void> => {
      await this.#handle(wait);
      const left = await this.#deps.store.waits.get(wait.runId, wait.callId);
      if (left !== undefined && (left.wakeAtMs ?? Number.POSITIVE_INFINITY) <= Date.now()) await pause(AGAIN_MS);
    };
    work()
      .catch((error: unknown) => {
        if (this.#isClosed) return undefined;
        this.#complain(error);
        return pause(AGAIN_MS);
      })
      .then(() => {
        this.#inHand.delete(key);
        return this.arm();
      })
      .catch((error: unknown) => this.#complain(error));
  }

  #complain(error: unknown): void {
    if (!this.#isClosed) this.#deps.log.error("cannot wake a waiting run", { error: String(error) });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
