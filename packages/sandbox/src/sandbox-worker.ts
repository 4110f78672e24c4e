import type { IsolationTier, SandboxHost, SandboxRequest } from "@sluice/contracts";
import { FrameReader } from "./framing.ts";
import { GuestProcess, type ProcessExit } from "./guest-process.ts";
import { GuestRun, type GuestRunOptions } from "./guest-run.ts";
import type { Launch } from "./launch.ts";
import type { ProcessUsage } from "./process-usage.ts";
import { parseGuestMessage } from "./protocol.ts";
import { MAX_FRAME_DEPTH } from "./run-limits.ts";

const MAX_START_OUTPUT = 8192;
const START_FRAME_KB = 16;

export interface SandboxWorkerOptions {
  readonly launch: Launch;
  readonly tier: IsolationTier;
  readonly startTimeoutMs: number;
  /** Once, when the process is gone; everything about it is over then. */
  readonly onGone: (worker: SandboxWorker) => void;
}

/** One process on its way: starting, idle, running, gone. It runs one program and never another. */
export class SandboxWorker {
  /** Rejects with the reason where the process does not come up. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  readonly tier: IsolationTier;
  /** Of the process while it waited. */
  idleUsage: ProcessUsage | undefined;
  idleSince = 0;
  readonly #options: SandboxWorkerOptions;
  readonly #process: GuestProcess;
  readonly #reader: FrameReader;
  #state: "starting" | "idle" | "running" | "gone" = "starting";
  #run: GuestRun | undefined;
  #startOutput = "";
  #resolveGone!: () => void;
  #settleReady!: { resolve: () => void; reject: (error: Error) => void };

  constructor(options: SandboxWorkerOptions) {
    this.#options = options;
    this.tier = options.tier;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    this.ready.catch(() => undefined);
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
    this.#reader = new FrameReader({
      maxFrameBytes: () => (this.#run?.request.permissions.frameKb ?? START_FRAME_KB) * 1024,
      maxDepth: MAX_FRAME_DEPTH,
      onFrame: (value) => this.#onFrame(value),
      onText: (bytes) => this.#onText("stdout", bytes),
      onFault: (fault, detail, used) => {
        if (this.#run === undefined) this.kill();
        else this.#run.onFault(fault, detail, used);
      },
    });
    this.#process = new GuestProcess(options.launch, {
      onStdout: (bytes) => this.#reader.push(bytes),
      onStderr: (bytes) => this.#onText("stderr", bytes),
      onExit: (exit) => this.#onExit(exit),
    });
    const timer = setTimeout(() => this.#fail(`not ready within ${options.startTimeoutMs} ms`), options.startTimeoutMs);
    const clear = (): void => clearTimeout(timer);
    this.ready.then(clear, clear);
  }

  get state(): "starting" | "idle" | "running" | "gone" {
    return this.#state;
  }

  /** The one program of this process. The worker must be idle. */
  run(
    request: SandboxRequest,
    host: SandboxHost,
    hooks: { readonly check: GuestRunOptions["check"]; readonly onEnd: () => void },
  ): GuestRun {
    this.#state = "running";
    const run = new GuestRun({
      process: this.#process,
      request,
      host,
      isolation: this.tier,
      idleCpuMs: this.idleUsage?.cpuMs ?? 0,
      check: hooks.check,
      onEnd: () => {
        this.#reader.stop();
        hooks.onEnd();
      },
    });
    this.#run = run;
    return run;
  }

  /** Of files on that device that it has open and deleted. */
  namelessBytes(device: number): number {
    return this.#process.namelessBytes(device);
  }

  kill(): void {
    this.#process.kill();
  }

  #onFrame(value: unknown): boolean {
    if (this.#run !== undefined) return this.#run.onFrame(value);
    const message = parseGuestMessage(value);
    if (this.#state !== "starting" || typeof message === "string" || message.type !== "ready") {
      this.#fail("it spoke before it was given a program");
      return false;
    }
    this.#state = "idle";
    this.idleSince = performance.now();
    this.#process.locate();
    this.idleUsage = this.#process.usage();
    this.#settleReady.resolve();
    return true;
  }

  #onText(source: "stdout" | "stderr", bytes: Buffer): void {
    if (this.#run !== undefined) this.#run.onText(source, bytes);
    else this.#startOutput = (this.#startOutput + bytes.toString("latin1")).slice(0, MAX_START_OUTPUT);
  }

  #fail(reason: string): void {
    this.#settleReady.reject(new Error(reason));
    this.kill();
  }

  #onExit(exit: ProcessExit): void {
    this.#state = "gone";
    this.#reader.end();
    this.#settleReady.reject(new Error(describeStart(exit, this.#startOutput)));
    this.#run?.onProcessExit(exit);
    this.#resolveGone();
    this.#options.onGone(this);
  }
}

function describeStart(exit: ProcessExit, output: string): string {
  if (exit.spawnError !== undefined) return exit.spawnError;
  const status = exit.signal === null ? `exit code ${exit.exitCode}` : exit.signal;
  const said = output.split("\n").find((line) => line.trim() !== "");
  return said === undefined ? status : `${status}: ${said.trim().slice(0, 300)}`;
}
