import { EngineError, isEngineError } from "@sluice/contracts";

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 30_000;

/** After a failed start the next one waits, longer each time, and callers are told at once why. */
export class StartBackoff {
  #failures = 0;
  #retryAt = 0;
  #reason = "";

  get isWaiting(): boolean {
    return performance.now() < this.#retryAt;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#retryAt = 0;
  }

  /** What is wrong with the request itself is no reason to wait. */
  failed(cause: unknown): EngineError {
    if (isEngineError(cause)) return cause;
    this.#reason = cause instanceof Error ? cause.message : String(cause);
    const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures++;
    this.#retryAt = performance.now() + delayMs;
    return this.#error(delayMs, cause);
  }

  /** @throws EngineError `sandbox_unavailable` while it is too early to try again */
  check(): void {
    if (this.isWaiting) throw this.#error(this.#retryAt - performance.now());
  }

  #error(delayMs: number, cause?: unknown): EngineError {
    const retryAfterMs = Math.ceil(delayMs);
    return new EngineError(
      "sandbox_unavailable",
      `Cannot start a sandbox process: ${this.#reason}; the next try is in ${retryAfterMs} ms, "sluice doctor" tells more`,
      { cause, details: { failures: this.#failures, retryAfterMs } },
    );
  }
}
