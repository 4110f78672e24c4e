import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("./reaper-main.mjs", import.meta.url));

/**
 * Makes sure that no server outlives this process, not even a `kill -9` of it: one helper process for all
 * servers, started with the first one. See reaper-main.mjs.
 */
export class Reaper {
  readonly #groups = new Set<number>();
  #child: ChildProcess | undefined;
  #isClosed = false;

  watch(group: number): void {
    this.#groups.add(group);
    const isNew = this.#child === undefined;
    const child = this.#ensure();
    // A new helper has been told of every group already.
    if (!isNew) child?.stdin?.write(`+${group}\n`);
  }

  forget(group: number): void {
    this.#groups.delete(group);
    this.#child?.stdin?.write(`-${group}\n`);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The helper ends by itself, after killing what is still listed. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#child?.stdin?.end();
    this.#child = undefined;
  }

  #ensure(): ChildProcess | undefined {
    if (this.#child !== undefined || this.#isClosed) return this.#child;
    const child = spawn(process.execPath, ["--max-old-space-size=16", MAIN], {
      stdio: ["pipe", "ignore", "ignore"],
      env: {},
      cwd: "/",
      detached: true,
    });
    this.#child = child;
    const onEnd = (): void => {
      if (this.#child !== child) return;
      this.#child = undefined;
      // Somebody killed the helper: without it the promise above would not hold. A short pause, lest it spin.
      const timer = setTimeout(() => this.#groups.size > 0 && this.#ensure(), 200);
      timer.unref();
    };
    child.on("error", onEnd);
    child.on("exit", onEnd);
    child.stdin?.on("error", () => {});
    for (const group of this.#groups) child.stdin?.write(`+${group}\n`);
    child.unref();
    (child.stdin as unknown as { unref?(): void } | null)?.unref?.();
    return child;
  }
}
