import { StringDecoder } from "node:string_decoder";
import {
  type GuestCall,
  type GuestOutcome,
  type HostFunction,
  hostFunctions,
  type IsolationTier,
  type KillReason,
  type LogLevel,
  type SandboxEnd,
  type SandboxExit,
  type SandboxHost,
  type SandboxRequest,
  type SandboxRun,
} from "@sluice/contracts";
import { encodeFrame, type FrameFault } from "./framing.ts";
import type { GuestProcess, ProcessExit } from "./guest-process.ts";
import type { ProcessUsage } from "./process-usage.ts";
import { type CallMessage, type FileNote, parseGuestMessage, slotFunctions } from "./protocol.ts";
import {
  classifyExit,
  type LimitEnd,
  limitEnd,
  MAX_FRAME_DEPTH,
  MAX_UNREAD_BYTES,
  RunLimits,
  UNREAD_GRACE_MS,
} from "./run-limits.ts";

const MAX_STDERR_TAIL = 4096;
/** What V8 writes as it dies: addresses in the process and nothing that the code said. */
const CRASH_REPORT = /<--- Last few GCs --->|^\s*#\s*# Fatal|==== C stack trace/;

export interface GuestRunOptions {
  readonly process: GuestProcess;
  readonly request: SandboxRequest;
  readonly host: SandboxHost;
  readonly isolation: IsolationTier;
  /** Of the waiting process, to be taken off. */
  readonly idleCpuMs: number;
  /** Checks what the run left behind, once its process can change no more. */
  readonly check: ((writtenBytes: number | undefined) => Promise<LimitEnd | undefined>) | undefined;
  /** Told once, when the process is of no more use. */
  readonly onEnd: () => void;
}

/** One program in one process: speaks for the host, keeps the counts, decides how it ended. */
export class GuestRun implements SandboxRun {
  readonly isolation: IsolationTier;
  readonly exit: Promise<SandboxExit>;
  readonly request: SandboxRequest;
  readonly #options: GuestRunOptions;
  readonly #limits: RunLimits;
  readonly #startedAt = performance.now();
  readonly #deadline: NodeJS.Timeout;
  readonly #decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  #resolveExit!: (exit: SandboxExit) => void;
  #isEnded = false;
  /** The result, once it is there: nothing that comes later changes it. */
  #result: SandboxEnd | undefined;
  #stderrTail = "";
  #isCrashing = false;
  #usage: ProcessUsage | undefined;
  #usageAt = this.#startedAt;
  #unread = { bytes: 0, since: 0 };
  /** Whether the empty line came that the guest puts before each frame, to end whatever was printed. */
  #isBeforeFrame = false;

  constructor(options: GuestRunOptions) {
    this.#options = options;
    this.isolation = options.isolation;
    this.request = options.request;
    this.#limits = new RunLimits(options.request.permissions);
    this.exit = new Promise((resolve) => {
      this.#resolveExit = resolve;
    });
    const { deadlineMs, permissions, signal } = options.request;
    const wallMs = Math.max(1, Math.min(permissions.wallMs, deadlineMs - Date.now()));
    this.#deadline = setTimeout(() => this.#end(limitEnd("wall", this.#wallMs, wallMs, "ms")), wallMs);
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    this.#sendStart();
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get #wallMs(): number {
    return performance.now() - this.#startedAt;
  }

  deliver(callId: number, outcome: GuestOutcome, nowMs: number): void {
    if (this.#isEnded || !this.#limits.answered(callId)) return;
    const frame = outcome.ok
      ? { type: "answer" as const, id: callId, nowMs, ok: true as const, value: outcome.value }
      : { type: "answer" as const, id: callId, nowMs, ok: false as const, error: outcome.error };
    this.#options.process.write(encodeFrame(frame));
    this.#checkUnread();
  }

  kill(reason: KillReason): void {
    this.#end({ kind: "killed", reason });
  }

  /** One parsed frame. @returns whether to read on */
  onFrame(value: unknown): boolean {
    if (this.#isEnded || this.#result !== undefined) return false;
    this.#isBeforeFrame = false;
    const message = parseGuestMessage(value);
    if (typeof message === "string") return this.#violate(message);
    switch (message.type) {
      case "ready":
        return this.#violate("a second ready frame");
      case "log":
        this.#log(message.level, message.text, Buffer.byteLength(message.text));
        break;
      case "note":
        this.#note(message);
        break;
      case "call":
        this.#call(message);
        break;
      case "result":
        this.#finish(
          message.ok
            ? { kind: "completed", value: message.value, warnings: message.warnings }
            : { kind: "failed", error: message.error },
        );
        return false;
    }
    return !this.#isEnded;
  }

  onFault(fault: FrameFault, detail: string, used: number): void {
    const { frameKb } = this.request.permissions;
    if (fault === "too-long") this.#end(limitEnd("frame", used / 1024, frameKb, "KB"));
    else if (fault === "too-deep") this.#end(limitEnd("frame-depth", used, MAX_FRAME_DEPTH, "levels"));
    else this.#violate(detail);
  }

  /** Output that is no frame. */
  onText(source: "stdout" | "stderr", bytes: Buffer): void {
    if (this.#isEnded) return;
    const text = this.#decoders[source].write(bytes);
    if (source === "stdout" && text === "\n" && !this.#isBeforeFrame) {
      this.#isBeforeFrame = true;
      return;
    }
    if (source === "stderr") {
      this.#stderrTail = (this.#stderrTail + text).slice(-MAX_STDERR_TAIL);
      this.#isCrashing ||= CRASH_REPORT.test(text);
    }
    const isShown = source === "stdout" || !this.#isCrashing;
    this.#log(source === "stderr" ? "error" : "log", isShown ? text.replace(/\n$/, "") : undefined, bytes.length);
  }

  onProcessExit(exit: ProcessExit): void {
    if (this.#isEnded || this.#result !== undefined) return;
    const { permissions } = this.request;
    this.#end(
      classifyExit(exit, permissions, {
        cpuMs: this.#cpuMs,
        peakMb: this.#usage?.peakMb ?? 0,
        ageMs: performance.now() - this.#usageAt,
        stderr: this.#stderrTail,
      }),
    );
  }

  /** Called at intervals while the run goes on. */
  watch(): void {
    if (this.#isEnded) return;
    this.#sample();
    const { cpuMs } = this.request.permissions;
    if (this.#cpuMs > cpuMs) this.#end(limitEnd("cpu", this.#cpuMs, cpuMs, "ms"));
    else this.#checkUnread();
  }

  /** Ends the run for a limit that somebody else measures. */
  endForLimit(end: LimitEnd): void {
    this.#end(end);
  }

  #sendStart(): void {
    const { code, permissions, startup } = this.request;
    const { context, literals, nowMs, seed, rollback, notes = [], isWithoutFiles } = startup;
    this.#options.process.write(
      encodeFrame({
        type: "start",
        code,
        context,
        literals,
        seed,
        nowMs,
        parallel: permissions.calls.parallel,
        slotFunctions,
        ...(rollback === true ? { rollback } : {}),
        ...(notes.length === 0 ? {} : { notes }),
        ...(isWithoutFiles === true ? { isWithoutFiles } : {}),
      }),
    );
  }

  #note({ what, outcome }: FileNote): void {
    const end = this.#limits.note(what.length + JSON.stringify(outcome ?? null).length);
    if (end !== undefined) this.#end(end);
    else this.#options.host.onNote?.({ what, ...(outcome === undefined ? {} : { outcome }) });
  }

  #call(message: CallMessage): void {
    if (message.kind === "host" && !isHostFunction(message.name)) {
      this.#violate("a call of an unknown host function");
      return;
    }
    const end = this.#limits.call(message);
    if (end !== undefined) {
      this.#end(end);
      return;
    }
    const { type: _type, ...call } = message;
    this.#options.host.onCall(call as GuestCall);
  }

  /** Without text it only counts. */
  #log(level: LogLevel, text: string | undefined, bytes: number): void {
    const end = this.#limits.output(bytes);
    if (end !== undefined) this.#end(end);
    else if (text !== undefined) this.#options.host.onLog({ level, text });
  }

  #violate(message: string): false {
    this.#end({ kind: "protocol", message: `The process sent ${message}` });
    return false;
  }

  /** What came on stderr before the result is read in the same turn of the event loop: one turn later all is told. */
  #finish(end: SandboxEnd): void {
    this.#sample();
    this.#result = end;
    setImmediate(() => void this.#checkThenEnd(end));
  }

  async #checkThenEnd(end: SandboxEnd): Promise<void> {
    const { check, process } = this.#options;
    if (check !== undefined) {
      const writtenBytes = process.writtenBytes();
      process.kill();
      const limit = await check(writtenBytes);
      if (limit !== undefined) this.#result = limit;
    }
    this.#end(end);
  }

  #checkUnread(): void {
    const { unreadBytes } = this.#options.process;
    const now = performance.now();
    if (unreadBytes < MAX_UNREAD_BYTES || unreadBytes < this.#unread.bytes || this.#unread.since === 0) {
      this.#unread = { bytes: unreadBytes, since: unreadBytes < MAX_UNREAD_BYTES ? 0 : now };
    } else if (now - this.#unread.since > UNREAD_GRACE_MS) {
      this.#end(limitEnd("unread-answers", unreadBytes / 1024, MAX_UNREAD_BYTES / 1024, "KB"));
    }
  }

  /** The end of a process takes a third of a millisecond of this thread: who waits for the result goes first. */
  #kill(end: SandboxEnd): void {
    const { process } = this.#options;
    if (end.kind === "completed" || end.kind === "failed") setImmediate(() => process.kill());
    else process.kill();
  }

  get #cpuMs(): number {
    return Math.max(0, (this.#usage?.cpuMs ?? 0) - this.#options.idleCpuMs);
  }

  #sample(): void {
    const usage = this.#options.process.usage();
    if (usage === undefined) return;
    this.#usage = usage;
    this.#usageAt = performance.now();
  }

  readonly #onAbort = (): void => this.kill("cancelled");

  #end(cause: SandboxEnd): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const end = this.#result ?? cause;
    clearTimeout(this.#deadline);
    this.request.signal?.removeEventListener("abort", this.#onAbort);
    if (end.kind !== "completed" && end.kind !== "failed") this.#sample();
    this.#kill(end);
    const wallMs = this.#wallMs;
    const isTimeout = end.kind === "limit" && end.limit === "wall";
    const memoryMb = Math.round((this.#usage?.peakMb ?? 0) * 10) / 10;
    this.#resolveExit({
      end,
      usage: { memoryMb, cpuMs: Math.round(this.#cpuMs * 100) / 100, timeout: isTimeout },
      wallMs,
      isolation: this.isolation,
      unawaited: this.#limits.unawaited,
    });
    this.#options.onEnd();
  }
}

function isHostFunction(name: string): name is HostFunction {
  return (hostFunctions as readonly string[]).includes(name);
}
