import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("./reaper-main.mjs", import.meta.url));

/**
 * Makes sure that no child outlives this process, not even a `kill -9` of it: one helper process for all of them,
 * started with the first one. See reaper-main.mjs.
 */
export class Reaper {
  /** As `kill(2)` takes them: a process, or a group with its sign turned. */
  readonly #targets = new Set<number>();
  #child: ChildProcess | undefined;
  #isClosed = false;

  /** @returns to be called when it has ended: its number may be another's soon */
  watchProcess(pid: number): () => void {
    return this.#watch(pid);
  }

  /** The same for a process group with all that is in it. */
  watchGroup(leader: number): () => void {
    return this.#watch(-leader);
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

  #watch(target: number): () => void {
    this.#targets.add(target);
    const isNew = this.#child === undefined;
    const child = this.#ensure();
    // A new helper has been told of all of them already.
    if (!isNew) child?.stdin?.write(`+ ${target}\n`);
    return () => {
      if (this.#targets.delete(target)) this.#child?.stdin?.write(`- ${target}\n`);
    };
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
      const timer = setTimeout(() => this.#targets.size > 0 && this.#ensure(), 200);
      timer.unref();
    };
    child.on("error", onEnd);
    child.on("exit", onEnd);
    child.stdin?.on("error", () => {});
    for (const target of this.#targets) child.stdin?.write(`+ ${target}\n`);
    child.unref();
    (child.stdin as unknown as { unref?(): void } | null)?.unref?.();
    return child;
  }
}
