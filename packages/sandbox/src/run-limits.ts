import type { LimitName, SandboxEnd, SandboxPermissions } from "@sluice/contracts";
import type { ProcessExit } from "./guest-process.ts";
import { type CallMessage, takesSlot } from "./protocol.ts";

export type LimitEnd = Extract<SandboxEnd, { kind: "limit" }>;

/** Timers are calls too, and free; this many are more than any program needs. */
const MAX_TIMERS = 100_000;
/** Calls without a place of their own (people, events, timers, steps) that may be open at once. */
const MAX_OPEN_WAITS = 10_000;
export const MAX_FRAME_DEPTH = 128;
/** What a run may have us remember of its files; the harness stops before. */
const MAX_NOTES = 20_000;
const MAX_NOTED_BYTES = 128 * 1024 * 1024;
/** Answers that wait in our memory for a process that does not read. */
export const MAX_UNREAD_BYTES = 8 * 1024 * 1024;
/** So long a full pipe may stand still before it counts as not read. */
export const UNREAD_GRACE_MS = 2000;

export function limitEnd(limit: LimitName, used: number, max: number, unit: string): LimitEnd {
  return { kind: "limit", limit, used: Math.ceil(used), max: Math.floor(max), unit };
}

/** Counts what a run asks for. Everything here is our own count, whatever the process says. */
export class RunLimits {
  readonly #permissions: SandboxPermissions;
  readonly #open = new Map<number, { readonly kind: CallMessage["kind"]; readonly takesSlot: boolean }>();
  #lastId = 0;
  #calls = 0;
  #timers = 0;
  #slots = 0;
  #outputBytes = 0;
  #notes = 0;
  #notedBytes = 0;

  constructor(permissions: SandboxPermissions) {
    this.#permissions = permissions;
  }

  /** Ids of tool and host calls without an answer. */
  get unawaited(): number[] {
    return [...this.#open].filter(([, call]) => call.kind !== "timer").map(([id]) => id);
  }

  isOpen(id: number): boolean {
    return this.#open.has(id);
  }

  /** @returns why the run ends here; undefined: go on */
  output(bytes: number): LimitEnd | undefined {
    this.#outputBytes += bytes;
    const max = this.#permissions.outputKb * 1024;
    return this.#outputBytes > max ? limitEnd("output", this.#outputBytes / 1024, max / 1024, "KB") : undefined;
  }

  note(bytes: number): SandboxEnd | undefined {
    this.#notes++;
    this.#notedBytes += bytes;
    const isTooMuch = this.#notes > MAX_NOTES || this.#notedBytes > MAX_NOTED_BYTES;
    return isTooMuch ? { kind: "protocol", message: "more notes than a program can have made" } : undefined;
  }

  call(call: CallMessage): SandboxEnd | undefined {
    if (call.id <= this.#lastId) return { kind: "protocol", message: "a call whose id was used before" };
    this.#lastId = call.id;
    const { parallel, perRun } = this.#permissions.calls;
    if (call.kind === "timer") {
      this.#timers++;
      if (this.#timers > MAX_TIMERS) return limitEnd("calls", this.#timers, MAX_TIMERS, "timers");
    } else {
      this.#calls++;
      if (this.#calls > perRun) return limitEnd("calls", this.#calls, perRun, "calls");
    }
    const hasSlot = takesSlot(call);
    if (hasSlot) this.#slots++;
    this.#open.set(call.id, { kind: call.kind, takesSlot: hasSlot });
    if (this.#slots > parallel) return limitEnd("parallel-calls", this.#slots, parallel, "calls");
    const waits = this.#open.size - this.#slots;
    if (waits > MAX_OPEN_WAITS) return limitEnd("parallel-calls", waits, MAX_OPEN_WAITS, "waits");
    return undefined;
  }

  /** @returns whether that call was open */
  answered(id: number): boolean {
    const call = this.#open.get(id);
    if (call === undefined) return false;
    this.#open.delete(id);
    if (call.takesSlot) this.#slots--;
    return true;
  }
}

export interface LastSeen {
  readonly cpuMs: number;
  readonly peakMb: number;
  /** Since the last sample: CPU time that we have not seen. */
  readonly ageMs: number;
  readonly stderr: string;
}

/** The meaning of an end without a result, from the exit status and what we last measured. */
export function classifyExit(exit: ProcessExit, permissions: SandboxPermissions, seen: LastSeen): SandboxEnd {
  const signal = exit.signal ?? signalOf(exit.exitCode);
  switch (signal) {
    case "SIGTRAP":
    case "SIGABRT":
      // V8 and the allocator end the process so when memory is used up.
      return limitEnd("memory", Math.max(seen.peakMb, permissions.memoryMb), permissions.memoryMb, "MB");
    case "SIGXFSZ":
      return limitEnd("file-size", permissions.workspace.maxFileMb, permissions.workspace.maxFileMb, "MB");
    case "SIGXCPU":
      return limitEnd("cpu", Math.max(seen.cpuMs, permissions.cpuMs), permissions.cpuMs, "ms");
    case "SIGKILL":
      if (seen.cpuMs + seen.ageMs >= permissions.cpuMs) {
        return limitEnd("cpu", Math.max(seen.cpuMs, permissions.cpuMs), permissions.cpuMs, "ms");
      }
      break;
    default:
  }
  return { kind: "crashed", exitCode: exit.exitCode, signal: signal ?? null, stderr: seen.stderr };
}

const signals: Readonly<Record<number, NodeJS.Signals>> = {
  4: "SIGILL",
  5: "SIGTRAP",
  6: "SIGABRT",
  7: "SIGBUS",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
  24: "SIGXCPU",
  25: "SIGXFSZ",
  31: "SIGSYS",
};

/** A wrapper reports the signal that ended its child as 128 plus its number. */
function signalOf(exitCode: number | null): NodeJS.Signals | undefined {
  return exitCode !== null && exitCode > 128 ? signals[exitCode - 128] : undefined;
}
