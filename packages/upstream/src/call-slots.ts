/** A counted gate: at most `limit` holders at once, the others wait in order. */
export class CallSlots {
  readonly #limit: number;
  readonly #maxQueued: number;
  readonly #queue = new Set<() => void>();
  #held = 0;

  constructor(limit: number, maxQueued: number) {
    this.#limit = limit;
    this.#maxQueued = maxQueued;
  }

  /** @returns release, safe to call twice; undefined where too many wait already. Rejects with the signal's reason. */
  async acquire(signal: AbortSignal): Promise<(() => void) | undefined> {
    signal.throwIfAborted();
    if (this.#held >= this.#limit) {
      if (this.#queue.size >= this.#maxQueued) return undefined;
      await this.#wait(signal);
    } else {
      this.#held += 1;
    }
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const [next] = this.#queue;
      if (next === undefined) {
        this.#held -= 1;
        return;
      }
      // The place passes on without becoming free, so nobody can jump the queue.
      this.#queue.delete(next);
      next();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#queue.delete(go);
        reject(signal.reason);
      };
      const go = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      this.#queue.add(go);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}
