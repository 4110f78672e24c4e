import { setTimeout as sleep } from "node:timers/promises";

/** How long a gateway that stops waits for what is under way. */
const DRAIN_MS = 5_000;

/** Work that a gateway finishes before it stops, so that no call is left in doubt. */
export class Drain {
  readonly #work = new Set<Promise<unknown>>();
  #isOn = false;

  /** Nothing new begins: durable runs stop before their next call, and the next gateway goes on from there. */
  get isOn(): boolean {
    return this.#isOn;
  }

  watch<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const forget = (): void => void this.#work.delete(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves when all that is watched has ended, or after `limitMs`. */
  async finish(limitMs: number = DRAIN_MS): Promise<void> {
    this.#isOn = true;
    const limit = new AbortController();
    const isOver = sleep(limitMs, true, { signal: limit.signal }).catch(() => true);
    let isLate = false;
    while (this.#work.size > 0 && !isLate)
      isLate = (await Promise.race([Promise.allSettled(this.#work).then(() => false), isOver])) === true;
    limit.abort();
  }
}
