const QUIET_MS = 200;
const MAX_WAIT_MS = 2_000;

/**
 * Turns a burst of change notices into few refreshes: after a quiet moment, at the latest after two seconds,
 * never two at once, and one more when notices came during one.
 */
export class ToolRefresh {
  readonly #refresh: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #firstMs: number | undefined;
  #isRunning = false;
  #isStopped = false;

  /** @param refresh must not reject */
  constructor(refresh: () => Promise<void>) {
    this.#refresh = refresh;
  }

  notice(): void {
    if (this.#isStopped) return;
    const nowMs = performance.now();
    this.#firstMs ??= nowMs;
    if (this.#isRunning) return;
    clearTimeout(this.#timer);
    const delayMs = Math.max(0, Math.min(QUIET_MS, this.#firstMs + MAX_WAIT_MS - nowMs));
    this.#timer = setTimeout(() => void this.#run(), delayMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#firstMs = undefined;
    this.#isRunning = true;
    await this.#refresh();
    this.#isRunning = false;
    if (this.#firstMs === undefined) return;
    // Counted from now on, so that a server that notifies all the time is asked once per quiet time at most.
    this.#firstMs = undefined;
    this.notice();
  }
}
