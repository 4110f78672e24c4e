import type { RunHooks } from "./deps.ts";
import type { EngineAnswer } from "./run-records.ts";

interface ActiveRun {
  readonly controller: AbortController;
  readonly done: Promise<EngineAnswer>;
}

/** Runs at work in this process, by id. */
export class ActiveRuns {
  readonly #runs = new Map<string, ActiveRun>();

  done(runId: string): Promise<EngineAnswer> | undefined {
    return this.#runs.get(runId)?.done;
  }

  cancel(runId: string): void {
    this.#runs.get(runId)?.controller.abort();
  }

  /** Resolves when the run is not at work here (any more). */
  async idle(runId: string): Promise<void> {
    for (let run = this.#runs.get(runId); run !== undefined; run = this.#runs.get(runId)) {
      await run.done.catch(() => undefined);
      // Lets the one that tracks it take it off the list first.
      await Promise.resolve();
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
    const done = Promise.resolve().then(() => work(controller.signal));
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
    await Promise.allSettled(running.map((run) => run.done));
  }
}
