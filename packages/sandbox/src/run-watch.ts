import type { GuestRun } from "./guest-run.ts";

const EVERY_MS = 50;

/** Looks at all runs at intervals; a run that is over within the first costs nothing. */
export class RunWatch {
  readonly #runs = new Set<GuestRun>();
  #timer: NodeJS.Timeout | undefined;

  add(run: GuestRun): void {
    this.#runs.add(run);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      for (const watched of this.#runs) watched.watch();
    }, EVERY_MS);
    this.#timer.unref();
  }

  remove(run: GuestRun): void {
    this.#runs.delete(run);
    if (this.#runs.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  killAll(): void {
    for (const run of [...this.#runs]) run.kill("shutdown");
  }
}
