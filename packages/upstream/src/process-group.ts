import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Reaper } from "./reaper.ts";

export interface ProcessCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | undefined;
}

/** A server process with everything it starts: one group, ended as one. */
export class ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams;
  /** Settles when the first process of the group has ended; the text says how. */
  readonly ended: Promise<string>;
  readonly #unwatch: () => void;
  #end: string | undefined;

  private constructor(child: ChildProcessWithoutNullStreams, reaper: Reaper) {
    this.child = child;
    this.#unwatch = child.pid === undefined ? () => {} : reaper.watchGroup(child.pid);
    this.ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.#end = signal === null ? `it ended with code ${code}` : `it was killed by ${signal}`;
        this.#killRest();
        resolve(this.#end);
      });
    });
  }

  /** No shell between: the command and its arguments reach the system as they are. Rejects where it cannot start. */
  static async start(command: ProcessCommand, reaper: Reaper): Promise<ProcessGroup> {
    const child = spawn(command.command, command.args, {
      env: command.env,
      ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
      windowsHide: true,
    });
    const group = new ProcessGroup(child, reaper);
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    // Later errors are failed signals; the exit says all there is to say.
    child.on("error", () => {});
    return group;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** 1. end of input, as the protocol asks; 2. SIGTERM; 3. SIGKILL; with `graceMs` between. Idempotent. */
  async stop(graceMs: number): Promise<void> {
    this.child.stdin.end();
    if (await this.#endsWithin(graceMs)) return;
    this.#signal("SIGTERM");
    if (await this.#endsWithin(graceMs)) return;
    this.#signal("SIGKILL");
    await this.ended;
  }

  async #endsWithin(timeoutMs: number): Promise<boolean> {
    if (this.#end !== undefined) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), timeoutMs);
    void this.ended.then(() => resolve(true));
    const isEnded = await promise;
    clearTimeout(timer);
    return isEnded;
  }

  #killRest(): void {
    this.#signal("SIGKILL");
    this.#unwatch();
  }

  #signal(signal: "SIGTERM" | "SIGKILL"): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // The group is empty.
    }
  }
}
