import type { HostCalls } from "./host-calls.ts";
import { apply, PromiseCtor, promiseThen, setAdd, setDelete, setForEach } from "./primordials.ts";
import { replaceMethod } from "./virtual-time.ts";

interface PoolWork {
  readonly lastCallId: number;
  /** Nothing else was under way from its beginning on, so nothing can come before or after its end. */
  isAlone: boolean;
}

/**
 * Work on the thread pool ends when it ends. Where something else could happen before or after that, the program learns
 * of the end by a delivery of the host, whose order is in the journal.
 */
export class PoolTurns {
  readonly #calls: HostCalls;
  readonly #pending = new Set<PoolWork>();

  constructor(calls: HostCalls) {
    this.#calls = calls;
  }

  /** @returns what `promise` comes to, in a turn of its own */
  take<T>(promise: Promise<T>): Promise<T> {
    let others = 0;
    setForEach(this.#pending, (work) => {
      work.isAlone = false;
      others++;
    });
    const work: PoolWork = {
      lastCallId: this.#calls.lastId,
      isAlone: others === 0 && this.#calls.openCount === 0,
    };
    setAdd(this.#pending, work);
    return new PromiseCtor((resolve, reject) => {
      const end = (settle: () => void): void => {
        const leave = (): void => {
          setDelete(this.#pending, work);
          settle();
        };
        if (work.isAlone && work.lastCallId === this.#calls.lastId) leave();
        else this.#calls.timer(0, leave);
      };
      promiseThen(
        promise,
        (value) => end(() => resolve(value)),
        (error) => end(() => reject(error)),
      );
    });
  }
}

/** Digests, signatures and ciphers are made on the thread pool. */
export function installSubtle(turns: PoolTurns): void {
  const prototype = SubtleCrypto.prototype as unknown as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (name === "constructor" || typeof method !== "function") continue;
    replaceMethod(prototype, name, function (this: unknown, ...args: unknown[]) {
      return turns.take(apply(method as () => Promise<unknown>, this, args));
    });
  }
}
