export interface CircuitSettings {
  /** Calls in a row without an answer that open it. @default 5 */
  readonly failures?: number;
  /** How long it stays open at first; each failed trial doubles that. @default 5000 */
  readonly openMs?: number;
  /** @default 60000 */
  readonly maxOpenMs?: number;
}

export const circuitDefaults = {
  failures: 5,
  openMs: 5_000,
  maxOpenMs: 60_000,
} as const satisfies Required<CircuitSettings>;

export type CircuitState = "closed" | "open" | "half-open";

/**
 * Keeps calls from waiting for a server that is connected but answers nobody. Any answer closes it, an error too:
 * what counts is whether somebody is there.
 */
export class CallCircuit {
  readonly #settings: Required<CircuitSettings>;
  readonly #now: () => number;
  #failures = 0;
  #openMs: number;
  #openUntilMs = 0;
  #isTrying = false;

  constructor(settings: Required<CircuitSettings>, now: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#now = now;
    this.#openMs = settings.openMs;
  }

  get state(): CircuitState {
    if (this.#failures < this.#settings.failures) return "closed";
    return this.#now() < this.#openUntilMs ? "open" : "half-open";
  }

  get failures(): number {
    return this.#failures;
  }

  get retryInMs(): number {
    return Math.max(0, Math.ceil(this.#openUntilMs - this.#now()));
  }

  /** @returns what to hand to `end()`; undefined where the call may not go */
  admit(): "normal" | "trial" | undefined {
    if (this.state === "closed") return "normal";
    if (this.state === "open" || this.#isTrying) return undefined;
    this.#isTrying = true;
    return "trial";
  }

  /** `isAnswered` undefined: it ended without saying anything about the server, as when the caller gave up. */
  end(admitted: "normal" | "trial", isAnswered: boolean | undefined): void {
    if (admitted === "trial") this.#isTrying = false;
    if (isAnswered === true) this.reset();
    if (isAnswered !== false) return;
    this.#failures += 1;
    if (admitted === "trial") this.#openMs = Math.min(this.#openMs * 2, this.#settings.maxOpenMs);
    // Those that were on their way when it opened change nothing any more.
    if (admitted === "trial" || this.#failures === this.#settings.failures) {
      this.#openUntilMs = this.#now() + this.#openMs;
    }
  }

  /** A new connection is a new chance. */
  reset(): void {
    this.#failures = 0;
    this.#openMs = this.#settings.openMs;
    this.#openUntilMs = 0;
    this.#isTrying = false;
  }
}
