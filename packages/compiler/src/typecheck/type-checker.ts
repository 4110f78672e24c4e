import { checkCold } from "./check-cold.ts";
import { type TypeAnswer, TypeServer, VIRTUAL_ROOT, type WatchProcess } from "./type-server.ts";

export interface TypeCheckerOptions {
  /** For one check, its wait for others included. @default 2000 */
  readonly deadlineMs?: number;
  readonly watchProcess?: WatchProcess;
  /** Starts a check's process; replaced in tests. */
  readonly createServer?: () => Pick<TypeServer, "check" | "close">;
}

/** Type checks one after the other: warm where the child answers, cold where it does not start. */
export class TypeChecker {
  readonly #deadlineMs: number;
  readonly #server: Pick<TypeServer, "check" | "close">;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: TypeCheckerOptions = {}) {
    this.#deadlineMs = options.deadlineMs ?? 2_000;
    this.#server = options.createServer?.() ?? new TypeServer(options.watchProcess);
  }

  /** `files` as `createCheckFiles` makes them. Never throws. */
  check(files: ReadonlyMap<string, string>): Promise<TypeAnswer> {
    const endsAt = performance.now() + this.#deadlineMs;
    const answer = this.#last.then(() => this.#checkNow(files, endsAt));
    this.#last = answer;
    return answer;
  }

  /** Ends the child. Idempotent; checks after it fail. */
  close(): void {
    this.#isClosed = true;
    this.#server.close();
  }

  async #checkNow(files: ReadonlyMap<string, string>, endsAt: number): Promise<TypeAnswer> {
    const left = (): number => endsAt - performance.now();
    if (this.#isClosed) return { kind: "failed", reason: "the compiler is closed" };
    if (left() <= 0) return { kind: "late" };
    const answer = await this.#server.check(files, `${VIRTUAL_ROOT}/main.ts`, left());
    if (answer.kind !== "failed" || this.#isClosed) return answer;
    // The child's death may have used the time up; a cold check gets its own.
    return checkCold(files, Math.max(left(), this.#deadlineMs));
  }
}
