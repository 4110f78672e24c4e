import { createContext, Script } from "node:vm";

const box: { work?: () => unknown } = {};
const context = createContext(box);
const script = new Script("work()");

/** Runs synchronous work that is ended after `timeoutMs`, whatever it is doing. @throws what the work throws, or that it took too long */
export function runGuarded<T>(work: () => T, timeoutMs: number): T {
  const outer = box.work;
  box.work = work;
  try {
    return script.runInContext(context, { timeout: timeoutMs }) as T;
  } finally {
    if (outer === undefined) delete box.work;
    else box.work = outer;
  }
}

/** By code: the error may be of the other context's own kind. */
export function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
