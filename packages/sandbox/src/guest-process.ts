import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import type { Launch } from "./launch.ts";
import {
  findDescendant,
  ProcessMeter,
  type ProcessUsage,
  readNamelessBytes,
  readWrittenBytes,
} from "./process-usage.ts";

/** How long output may trail the end of a process before we stop waiting for it. */
const DRAIN_MS = 1000;

export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set where there was never a process. */
  readonly spawnError?: string;
}

export interface ProcessEvents {
  onStdout(bytes: Buffer): void;
  onStderr(bytes: Buffer): void;
  /** Once, after the last output. */
  onExit(exit: ProcessExit): void;
}

/** One operating-system process with its pipes: spawn, write, measure, kill. Never throws. */
export class GuestProcess {
  readonly #child: ChildProcess;
  readonly #launch: Launch;
  readonly #events: ProcessEvents;
  /** The first process inside the box, where there is one. */
  #firstPid: number | undefined;
  #denoPid: number | undefined;
  #meter: ProcessMeter | undefined;
  #isGone = false;

  constructor(launch: Launch, events: ProcessEvents) {
    this.#launch = launch;
    this.#events = events;
    const { command, cwd, env, files, uid } = launch;
    try {
      this.#child = spawn(command, launch.args, {
        cwd,
        env,
        stdio: ["pipe", "pipe", "pipe", ...files],
        // Its own session: a Ctrl-C for the gateway is not one for the process, and a kill reaches all of the group.
        detached: true,
        ...(uid === undefined ? {} : { uid, gid: uid }),
      });
    } finally {
      for (const file of files) closeSync(file);
    }
    this.#listen();
  }

  /** Bytes written that the process has not read. */
  get unreadBytes(): number {
    return this.#child.stdin?.writableLength ?? 0;
  }

  write(text: string): void {
    if (!this.#isGone) this.#child.stdin?.write(text);
  }

  /** To be called once Deno is up: finds it below its wrappers. */
  locate(): void {
    const { pid } = this.#child;
    const { denoDepth } = this.#launch;
    if (pid === undefined || this.#isGone || process.platform !== "linux") return;
    this.#firstPid = denoDepth > 0 ? findDescendant(pid, 1) : undefined;
    this.#denoPid = findDescendant(this.#firstPid ?? pid, Math.max(0, denoDepth - 1));
    this.#meter = this.#denoPid === undefined ? undefined : ProcessMeter.open(this.#denoPid);
  }

  usage(): ProcessUsage | undefined {
    return this.#meter?.read();
  }

  writtenBytes(): number | undefined {
    return this.#isGone || this.#denoPid === undefined ? undefined : readWrittenBytes(this.#denoPid);
  }

  namelessBytes(device: number): number {
    return this.#isGone || this.#denoPid === undefined ? 0 : readNamelessBytes(this.#denoPid, device);
  }

  /** SIGKILL to the whole of it; anything milder could be caught. */
  kill(): void {
    const { pid } = this.#child;
    if (this.#isGone || pid === undefined) return;
    // Inside a pid namespace the first process takes all others with it.
    const first = this.#firstPid ?? (this.#launch.denoDepth > 0 ? findDescendant(pid, 1) : undefined);
    if (first !== undefined) killQuietly(first);
    killQuietly(-pid);
  }

  #listen(): void {
    const child = this.#child;
    child.stdout?.on("data", (bytes: Buffer) => this.#events.onStdout(bytes));
    child.stderr?.on("data", (bytes: Buffer) => this.#events.onStderr(bytes));
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.on("error", () => undefined);
    let exit: ProcessExit | undefined;
    child.once("error", (error) => {
      if (child.pid === undefined) this.#end({ exitCode: null, signal: null, spawnError: error.message });
    });
    child.once("exit", (exitCode, signal) => {
      exit = { exitCode, signal };
      this.#isGone = true;
      this.#meter?.close();
      this.#meter = undefined;
      // A pipe that someone else still holds must not keep the run from ending.
      const timer = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, DRAIN_MS);
      child.once("close", () => clearTimeout(timer));
    });
    child.once("close", () => {
      if (exit !== undefined) this.#end(exit);
    });
  }

  #end(exit: ProcessExit): void {
    this.#isGone = true;
    this.#child.stdin?.destroy();
    this.#launch.dispose();
    this.#events.onExit(exit);
  }
}

/** A negative `pid` means the group. */
export function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}
