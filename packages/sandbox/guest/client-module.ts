import type { HostCalls } from "./host-calls.ts";
import { arrayPush, isFiniteNumber, max, min, TypeErrorCtor, toText } from "./primordials.ts";
import { type FileWriter, saveFile } from "./save-file.ts";

interface StepBegun {
  /** True where the host kept the outcome of an earlier execution. */
  readonly done?: boolean;
  readonly value?: unknown;
}

export interface RetryOptions {
  /** @default 3 */
  readonly attempts?: number;
  /** Before the second attempt; doubles each time. @default 500 */
  readonly delayMs?: number;
  /** @default 30000 */
  readonly maxDelayMs?: number;
  /** Whether to try again after that error. @default all but errors that say `retryable: false` */
  readonly when?: (error: unknown, attempt: number) => boolean;
}

type Compensation = () => unknown;

/** What `./client.ts` exports to agent code. */
export class ClientModule {
  readonly #calls: HostCalls;
  readonly #files: FileWriter;
  readonly #compensations: Compensation[] = [];
  #steps = 0;

  constructor(calls: HostCalls, files: FileWriter) {
    this.#calls = calls;
    this.#files = files;
  }

  get exports(): Readonly<Record<string, unknown>> {
    const calls = this.#calls;
    return {
      searchTools: (query: unknown, options?: unknown) => calls.host("searchTools", [query, options]),
      describeTool: (address: unknown) => calls.host("describeTool", [address]),
      callTool: (address: unknown, args?: unknown) => calls.tool(address, args),
      display: (content: unknown) => calls.host("display", [content]),
      saveFile: async (path: unknown, content: unknown) => saveFile(this.#files, path, content),
      readResult: (handle: unknown, options?: unknown) => calls.host("readResult", [handle, options]),
      step: (name: unknown, run: unknown) => this.#step(name, run),
      sleep: (duration: unknown) => calls.host("sleep", [duration]),
      waitForEvent: (type: unknown, options?: unknown) => calls.host("waitForEvent", [type, options]),
      state: {
        get: (key: unknown) => calls.host("state.get", [key]),
        set: (key: unknown, value: unknown) => calls.host("state.set", [key, value ?? null]),
      },
      ask: (question: unknown, schema?: unknown) => calls.host("ask", [question, schema]),
      retry: (run: unknown, options?: RetryOptions) => this.#retry(run, options ?? {}),
      undo: (run: unknown) => this.#undo(run),
      continueAsNew: (context: unknown) => calls.host("continueAsNew", [context ?? null]),
    };
  }

  /** Runs what `undo` registered, newest first. @returns what went wrong in doing so */
  async compensate(): Promise<string[]> {
    const problems: string[] = [];
    // Tells the host that what comes now is no new work.
    if (this.#compensations.length > 0) await this.#calls.host("undo.begin", [this.#compensations.length]);
    for (let i = this.#compensations.length - 1; i >= 0; i--) {
      try {
        await (this.#compensations[i] as Compensation)();
      } catch (error) {
        arrayPush(problems, `undo failed: ${toText((error as { message?: unknown } | null)?.message ?? error)}`);
      }
    }
    this.#compensations.length = 0;
    return problems;
  }

  async #step(name: unknown, run: unknown): Promise<unknown> {
    const work = toFunction(run, "step");
    const number = ++this.#steps;
    const begun = (await this.#calls.host("step.begin", [toText(name), number])) as StepBegun | null;
    if (begun?.done === true) {
      // Said again, so that the calls after it keep the numbers they have in the journal.
      await this.#calls.host("step.end", [toText(name), number, { ok: true, value: begun.value }]);
      return begun.value;
    }
    try {
      const value = await work();
      await this.#calls.host("step.end", [toText(name), number, { ok: true, value }]);
      return value;
    } catch (error) {
      const message = toText((error as { message?: unknown } | null)?.message ?? error);
      await this.#calls.host("step.end", [toText(name), number, { ok: false, message }]);
      throw error;
    }
  }

  async #retry(run: unknown, options: RetryOptions): Promise<unknown> {
    const work = toFunction(run, "retry");
    const attempts = max(1, options.attempts ?? 3);
    const maxDelayMs = options.maxDelayMs ?? 30_000;
    let delayMs = options.delayMs ?? 500;
    if (!isFiniteNumber(attempts)) throw new TypeErrorCtor("Cannot retry: attempts is not a finite number");
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const isWanted =
          options.when?.(error, attempt) ?? (error as { retryable?: unknown } | null)?.retryable !== false;
        if (attempt >= attempts || !isWanted) throw error;
      }
      await this.#calls.host("sleep", [min(maxDelayMs, delayMs)]);
      delayMs *= 2;
    }
  }

  async #undo(run: unknown): Promise<void> {
    arrayPush(this.#compensations, toFunction(run, "undo"));
    await this.#calls.host("undo.register", [this.#compensations.length]);
  }
}

function toFunction(value: unknown, name: string): () => unknown {
  if (typeof value === "function") return value as () => unknown;
  throw new TypeErrorCtor(`Cannot call "${name}": the last argument is not a function, pass one`);
}
