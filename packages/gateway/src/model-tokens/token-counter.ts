import { Worker } from "node:worker_threads";
import type { CountReply, CountRequest } from "./token-worker.ts";

/** The vocabulary takes some 70 MB: a gateway that has nothing to count gives it back. */
const IDLE_MS = 300_000;

interface Waiting {
  readonly resolve: (counts: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Counts model tokens (o200k_base) in a thread of its own, which starts with the first text. */
export class TokenCounter {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  count(texts: readonly string[]): Promise<readonly number[]> {
    if (texts.length === 0) return Promise.resolve([]);
    const worker = this.#start();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, texts } satisfies CountRequest);
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#drop(worker, new Error("the counter was closed"));
    await worker?.terminate();
  }

  #start(): Worker {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#rest(), IDLE_MS).unref();
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("./token-worker.ts", import.meta.url), { execArgv: [] });
    worker.unref();
    worker.on("message", ({ id, counts }: CountReply) => {
      this.#waiting.get(id)?.resolve(counts);
      this.#waiting.delete(id);
    });
    worker.on("error", (error) => this.#drop(worker, error));
    this.#worker = worker;
    return worker;
  }

  #rest(): void {
    if (this.#waiting.size === 0) void this.close();
  }

  #drop(worker: Worker | undefined, error: unknown): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
