/** At most so many at once; the rest wait in order. */
export class ParallelSlots {
  readonly #max: number;
  readonly #queue: (() => void)[] = [];
  #taken = 0;

  constructor(max: number) {
    this.#max = max;
  }

  async take(): Promise<void> {
    if (this.#taken >= this.#max) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#taken += 1;
  }

  /** Hands the place on, so that nobody slips in between. */
  release(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#taken -= 1;
    else next();
  }
}
