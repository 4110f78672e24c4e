/** Takes one run up and never rejects; `onTakenUp` is called once it is at work, the promise settles when it ended or parked. */
export type TakeUp = (runId: string, onTakenUp: () => void) => Promise<void>;

interface Queued {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Runs that go on in the background: each once, so many at a time, in the order in which their time came. */
export class ResumeQueue {
  readonly #places: number;
  readonly #takeUp: TakeUp;
  readonly #queued = new Map<string, Queued>();
  #working = 0;
  #isClosed = false;

  constructor(places: number, takeUp: TakeUp) {
    this.#places = places;
    this.#takeUp = takeUp;
  }

  /** Resolves once the run was taken up, or there was no need to. */
  push(runId: string): Promise<void> {
    const known = this.#queued.get(runId);
    if (known !== undefined) return known.promise;
    if (this.#isClosed) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#queued.set(runId, { promise, resolve });
    this.#next();
    return promise;
  }

  /** What still waits is left to the next gateway. */
  close(): void {
    this.#isClosed = true;
    for (const { resolve } of this.#queued.values()) resolve();
    this.#queued.clear();
  }

  #next(): void {
    for (const [runId, { resolve }] of this.#queued) {
      if (this.#working >= this.#places) return;
      this.#queued.delete(runId);
      this.#working += 1;
      void this.#work(runId, resolve);
    }
  }

  async #work(runId: string, onTakenUp: () => void): Promise<void> {
    try {
      await this.#takeUp(runId, onTakenUp);
    } finally {
      onTakenUp();
      this.#working -= 1;
      this.#next();
    }
  }
}
