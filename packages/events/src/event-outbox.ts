import type { SluiceEvent } from "@sluice/contracts";

/** Events on their way out, bounded: when full, the oldest make room and are counted. */
export class EventOutbox {
  readonly #max: number;
  #events: SluiceEvent[] = [];
  #dropped = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#events.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(event: SluiceEvent): void {
    this.#events.push(event);
    this.#trim();
  }

  take(count: number): readonly SluiceEvent[] {
    return this.#events.splice(0, count);
  }

  /** Puts back what could not be sent, before what came since. */
  giveBack(events: readonly SluiceEvent[]): void {
    this.#events = [...events, ...this.#events];
    this.#trim();
  }

  /** Gives up on one that can never be sent. */
  discard(): void {
    this.#dropped++;
  }

  #trim(): void {
    const excess = this.#events.length - this.#max;
    if (excess <= 0) return;
    this.#events.splice(0, excess);
    this.#dropped += excess;
  }
}
