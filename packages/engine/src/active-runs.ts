import type { RunHooks } from "./deps.ts";
import type { EngineAnswer } from "./run-records.ts";

interface ActiveRun {
  readonly controller: AbortController;
  readonly done: Promise<EngineAnswer>;
}

/** Who works on which run in this process: one at a time, so that a journal has one writer. */
export class ActiveRuns {
  readonly #runs = new Map<string, ActiveRun>();
  readonly #holds = new Map<string, Promise<unknown>>();

  done(runId: string): Promise<EngineAnswer> | undefined {
    return this.#runs.get(runId)?.done;
  }

  cancel(runId: string): void {
    this.#runs.get(runId)?.controller.abort();
  }

  isBusy(runId: string): boolean {
    return this.#runs.has(runId) || this.#holds.has(runId);
  }

  /** Resolves when nobody works on the run here (any more). */
  async idle(runId: string): Promise<void> {
    while (this.isBusy(runId)) {
      await Promise.allSettled([this.#runs.get(runId)?.done, this.#holds.get(runId)]);
      // Lets the one that holds it take it off the list first.
      await Promise.resolve();
    }
  }

  /** Works on a run that is idle; waits for that first. The run is busy before `work` takes its first step. */
  async hold<T>(runId: string, work: () => Promise<T>): Promise<T> {
    while (this.isBusy(runId)) await this.idle(runId);
    const done = Promise.resolve().then(work);
    this.#holds.set(runId, done);
    try {
      return await done;
    } finally {
      this.#holds.delete(runId);
    }
  }

  /** Known as active before `work` takes its first step. */
  async track(
    runId: string,
    hooks: RunHooks,
    work: (signal: AbortSignal) => Promise<EngineAnswer>,
  ): Promise<EngineAnswer> {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    if (hooks.signal?.aborted === true) abort();
    hooks.signal?.addEventListener("abort", abort, { once: true });
    const before = Promise.allSettled([this.#holds.get(runId)]);
    const done = before.then(() => work(controller.signal));
    this.#runs.set(runId, { controller, done });
    try {
      return await done;
    } finally {
      this.#runs.delete(runId);
      hooks.signal?.removeEventListener("abort", abort);
    }
  }

  /** Aborts all and waits for their records. */
  async close(): Promise<void> {
    const running = [...this.#runs.values()];
    for (const run of running) run.controller.abort();
    await Promise.allSettled([...running.map((run) => run.done), ...this.#holds.values()]);
  }
}
