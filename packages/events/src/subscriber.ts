import type { EventType, SluiceEvent } from "@sluice/contracts";

type Listener = (event: SluiceEvent) => void;

interface SubscriberOptions {
  readonly types: readonly EventType[] | undefined;
  readonly maxQueued: number;
  readonly warn: (message: string) => void;
}

/** So many go out at once; then others get their turn, even where a listener publishes again. */
const BATCH = 256;

/** One listener with its own bounded queue: what it does never reaches the publisher or another listener. */
export class Subscriber {
  readonly #listener: Listener;
  readonly #types: ReadonlySet<EventType> | undefined;
  readonly #maxQueued: number;
  readonly #warn: (message: string) => void;
  #queue: SluiceEvent[] = [];
  #dropped = 0;
  #isScheduled = false;
  #hasWarned = false;

  constructor(listener: Listener, { types, maxQueued, warn }: SubscriberOptions) {
    this.#listener = listener;
    this.#types = types === undefined ? undefined : new Set(types);
    this.#maxQueued = maxQueued;
    this.#warn = warn;
  }

  offer(event: SluiceEvent): void {
    if (this.#types !== undefined && !this.#types.has(event.type)) return;
    this.#queue.push(event);
    if (this.#queue.length > this.#maxQueued) {
      // A quarter at once: dropping one by one would make every further event slow.
      const excess = Math.max(1, this.#maxQueued >> 2);
      this.#queue.splice(0, excess);
      this.#dropped += excess;
    }
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#deliver());
  }

  /** Delivers all that waits, at once. */
  drain(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const event of queue) this.#call(event);
  }

  end(): void {
    this.#queue = [];
  }

  #deliver(): void {
    if (this.#dropped > 0) {
      this.#warn(`An event listener is too slow: ${this.#dropped} events were dropped`);
      this.#dropped = 0;
    }
    const batch = this.#queue.splice(0, BATCH);
    for (const event of batch) this.#call(event);
    this.#isScheduled = this.#queue.length > 0;
    if (this.#isScheduled) setImmediate(() => this.#deliver());
  }

  #call(event: SluiceEvent): void {
    try {
      const returned: unknown = this.#listener(event);
      if (returned instanceof Promise) returned.catch((error: unknown) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  /** Once a listener: one that fails on every event must not flood the log. */
  #report(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#warn(`An event listener failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
