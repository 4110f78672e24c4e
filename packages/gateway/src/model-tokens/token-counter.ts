import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CountReply, CountRequest } from "./token-worker.ts";

/** The vocabulary takes 100 MB: a gateway that has nothing to count gives them back. */
const IDLE_MS = 20_000;

interface Waiting {
  readonly resolve: (counts: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Counts model tokens (o200k_base) in a process of its own, which starts with the first text. */
export class TokenCounter {
  readonly #waiting = new Map<number, Waiting>();
  #worker: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  count(texts: readonly string[]): Promise<readonly number[]> {
    if (texts.length === 0) return Promise.resolve([]);
    const worker = this.#start();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.send({ id, texts } satisfies CountRequest);
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#drop(worker, new Error("the counter was closed"));
    worker?.kill("SIGKILL");
  }

  #start(): ChildProcess {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#rest(), IDLE_MS).unref();
    if (this.#worker !== undefined) return this.#worker;
    const path = fileURLToPath(new URL("./token-worker.ts", import.meta.url));
    const worker = fork(path, [], { execArgv: [], env: {}, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    worker.unref();
    worker.channel?.unref();
    worker.on("message", ({ id, counts }: CountReply) => {
      this.#waiting.get(id)?.resolve(counts);
      this.#waiting.delete(id);
    });
    worker.on("error", (error) => this.#drop(worker, error));
    worker.on("exit", () => this.#drop(worker, new Error("the counter ended")));
    this.#worker = worker;
    return worker;
  }

  #rest(): void {
    if (this.#waiting.size === 0) void this.close();
  }

  #drop(worker: ChildProcess | undefined, error: unknown): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
