import { open } from "node:fs/promises";

/**
 * Brings what was committed to the disk itself, off the event loop. Callers that arrive while a sync runs
 * share the next one, so a hundred waiting commits cost one disk flush.
 */
export class DurableSync {
  readonly #flush: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(flush: () => Promise<void>) {
    this.#flush = flush;
  }

  /** Settles when everything committed before this call is on disk. */
  sync(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) return this.#start();
    // The running flush may have begun before the caller's commit: only the one after it counts.
    this.#next = this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const flush = this.#flush();
    const running = flush.finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    // The callers hold the same promise; this one only keeps a failure from counting as unhandled.
    running.catch(() => {});
    this.#running = running;
    return running;
  }
}

export async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
