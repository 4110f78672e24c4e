import type { GuestCall } from "@sluice/contracts";

/** After the last call parks, others that the code started in the same breath get this long to arrive. */
const PARK_GRACE_MS = 30;

interface OpenCall {
  readonly call: GuestCall;
  /** The guest's own number of it, to answer under. */
  readonly guestId: number;
}

/** The calls that code waits for, by their number in the journal, and whether all of them are parked. */
export class OpenCalls {
  readonly #onAllParked: () => void;
  readonly #open = new Map<number, OpenCall>();
  readonly #parked = new Set<number>();
  readonly #inFlight = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(onAllParked: () => void) {
    this.#onAllParked = onAllParked;
  }

  add(callId: number, call: GuestCall): void {
    this.#open.set(callId, { call, guestId: call.id });
  }

  /** @returns the guest's number of it */
  close(callId: number): number | undefined {
    const open = this.#open.get(callId);
    this.#open.delete(callId);
    this.#parked.delete(callId);
    return open?.guestId;
  }

  park(callId: number): void {
    this.#parked.add(callId);
    this.#considerParking();
  }

  /** Calls that got no answer (yet), by their number. */
  get all(): ReadonlyMap<number, GuestCall> {
    return new Map([...this.#open].map(([callId, { call }]) => [callId, call]));
  }

  /** @returns the call, where it was parked here */
  unpark(callId: number): GuestCall | undefined {
    if (this.#isOver || !this.#parked.delete(callId)) return undefined;
    clearTimeout(this.#timer);
    return this.#open.get(callId)?.call;
  }

  /** While work goes on, nothing is parked for good. `work` must not reject. */
  track(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.#inFlight.delete(tracked);
      this.#considerParking();
    });
    this.#inFlight.add(tracked);
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  /** Resolves when the work under way is done, or after that time. */
  async settle(graceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([Promise.allSettled(this.#inFlight), late]);
    clearTimeout(timer);
  }

  #considerParking(): void {
    clearTimeout(this.#timer);
    if (!this.#isAllParked()) return;
    this.#timer = setTimeout(() => {
      if (this.#isAllParked()) this.#onAllParked();
    }, PARK_GRACE_MS);
  }

  #isAllParked(): boolean {
    return (
      !this.#isOver &&
      this.#parked.size > 0 &&
      this.#inFlight.size === 0 &&
      [...this.#open.keys()].every((callId) => this.#parked.has(callId))
    );
  }
}
