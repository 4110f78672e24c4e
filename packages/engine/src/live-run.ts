import type {
  CompiledProgram,
  GuestCall,
  GuestFailure,
  GuestOutcome,
  GuestStartup,
  Json,
  LogLine,
  SandboxExit,
  SandboxRun,
} from "@sluice/contracts";
import type { BuiltInTools } from "./built-in-tools.ts";
import { type CallOutlet, CallWork } from "./call-work.ts";
import { DeliveryLine } from "./delivery-line.ts";
import type { EngineDeps } from "./deps.ts";
import type { HostFunctions } from "./host-functions.ts";
import type { JournalWriter } from "./journal-writer.ts";
import { OpenCalls } from "./open-calls.ts";
import type { ParkedCalls } from "./parked-calls.ts";
import { toCallRecords } from "./recorded-calls.ts";
import { type Divergence, type RecordedCall, type Replay, toDivergedMessage, toJournaledCall } from "./replay.ts";
import type { RunContext } from "./run-context.ts";
import { toSandboxRequest } from "./sandbox-request.ts";
import type { LiveWaiter, WaitHub } from "./wait-hub.ts";

export type LiveEnd =
  | { readonly kind: "exited"; readonly exit: SandboxExit }
  | { readonly kind: "parked"; readonly exit: SandboxExit }
  | { readonly kind: "diverged"; readonly divergence: Divergence; readonly exit: SandboxExit }
  | { readonly kind: "ended"; readonly failure: GuestFailure; readonly exit: SandboxExit }
  | { readonly kind: "continued"; readonly next: Continuation; readonly exit: SandboxExit };

/** What goes on after `continueAsNew`: the id is journaled first, so that a crash starts no second one. */
export interface Continuation {
  readonly runId: string;
  readonly context: Json;
}

/** Calls that nobody awaited get this long to end before the answer leaves; later outcomes are journaled all the same. */
const UNAWAITED_GRACE_MS = 2_000;
const DIVERGED_GRACE_MS = 500;
const DOUBT_GRACE_MS = 250;

export interface LiveRunParts {
  readonly deps: EngineDeps;
  readonly context: RunContext;
  readonly program: CompiledProgram;
  readonly startup: GuestStartup;
  readonly journal: JournalWriter;
  readonly replay: Replay;
  readonly builtIns: BuiltInTools;
  readonly hostFunctions: HostFunctions;
  readonly parked: ParkedCalls;
  readonly waits: WaitHub;
  readonly onLog: (line: LogLine) => void;
  /** False: nothing leaves, new calls diverge (`sluice replay`). */
  readonly isLive: boolean;
}

/** One process working through one run: calls in, journal, outcomes out. */
export class LiveRun implements LiveWaiter, CallOutlet {
  readonly #parts: LiveRunParts;
  readonly #open: OpenCalls;
  readonly #work: CallWork;
  readonly #line: DeliveryLine;
  /** What parked calls were parked with, to look at them again. */
  readonly #recorded = new Map<number, RecordedCall>();
  #run: SandboxRun | undefined;
  #divergence: Divergence | undefined;
  #failure: GuestFailure | undefined;
  #next: Continuation | undefined;
  #storageError: unknown;
  #isOver = false;
  #hasResult = false;
  readonly #early: GuestCall[] = [];
  readonly #doubtful: GuestCall[] = [];
  /** Outcomes that the code did not see the first time. */
  readonly #late: RecordedCall[] = [];

  constructor(parts: LiveRunParts) {
    this.#parts = parts;
    this.#open = new OpenCalls(() => this.#leave());
    this.#work = new CallWork(parts, this);
    this.#line = new DeliveryLine(parts.journal, parts.replay, (callId, outcome, nowMs) => {
      const guestId = this.#open.close(callId);
      if (guestId !== undefined) this.#run?.deliver(guestId, outcome, nowMs);
    });
  }

  /** @throws EngineError what `Sandbox.start` throws, and `storage_failed` when the journal cannot be written. */
  async execute(): Promise<LiveEnd> {
    const { deps, context, program, startup } = this.#parts;
    const request = await toSandboxRequest(deps, context, program, startup);
    const run = await deps.sandbox.start(request, {
      onCall: (call) => (this.#run === undefined ? void this.#early.push(call) : this.#receive(call)),
      onLog: this.#parts.onLog,
      onNote: (note) => {
        const haste = context.isDurable ? "now" : "later";
        this.track(this.#parts.journal.note(note, haste).then(() => undefined));
      },
      onQueued: (position) =>
        context.hooks.onProgress?.(`waits for a sandbox process, number ${position} in the queue`),
    });
    this.#run = run;
    const leave = this.#parts.isLive ? this.#parts.waits.enter(context.runId, this) : () => undefined;
    for (const call of this.#early.splice(0)) this.#receive(call);
    const exit = await run.exit;
    this.#isOver = true;
    this.#hasResult = exit.end.kind === "completed" || exit.end.kind === "failed";
    this.#work.end();
    this.#open.end();
    leave();
    await this.#open.settle(UNAWAITED_GRACE_MS);
    this.#work.forgetOpen(UNAWAITED_GRACE_MS);
    if (this.#hasResult) this.#noteUnawaited();
    if (this.#storageError !== undefined) throw this.#storageError;
    await this.#parts.journal.flush();
    if (this.#divergence !== undefined) return { kind: "diverged", divergence: this.#divergence, exit };
    if (this.#failure !== undefined) return { kind: "ended", failure: this.#failure, exit };
    if (this.#next !== undefined) return { kind: "continued", next: this.#next, exit };
    return { kind: exit.end.kind === "killed" && exit.end.reason === "suspended" ? "parked" : "exited", exit };
  }

  async settle(callId: number, outcome: GuestOutcome): Promise<boolean> {
    if (this.#open.unpark(callId) === undefined) return false;
    const delivered = this.#line.deliver(callId, outcome, { haste: "synced" });
    this.track(delivered);
    await delivered;
    return true;
  }

  reconsider(callId: number): boolean {
    const recorded = this.#recorded.get(callId);
    if (recorded === undefined) return false;
    const call = this.#open.unpark(callId);
    if (call === undefined) return false;
    const { calls } = this.#parts.context;
    const noted = calls.findIndex((known) => known.seq === callId && known.status === "waiting");
    if (noted >= 0) calls.splice(noted, 1);
    this.track(this.#work.takeUp(call, recorded));
    return true;
  }

  deliver(callId: number, outcome: GuestOutcome): Promise<void> {
    const haste = this.#work.outcomeHaste(callId);
    return this.#line.deliver(callId, outcome, { haste, isLate: this.#hasResult });
  }

  park(callId: number, recorded?: RecordedCall): void {
    if (recorded !== undefined) this.#recorded.set(callId, recorded);
    this.#open.park(callId);
    this.#parts.waits.parked(this.#parts.context.runId);
  }

  end(failure: GuestFailure): void {
    this.#failure ??= failure;
    this.#run?.kill("finished");
  }

  continueAs(next: Continuation): void {
    this.#next = next;
    this.#run?.kill("finished");
  }

  track(work: Promise<void>): void {
    this.#open.track(
      work.catch((error: unknown) => {
        this.#storageError ??= error;
        this.#run?.kill("finished");
      }),
    );
  }

  /** All that the code waits for is parked. Code that was changed may wait for what the recorded one did not. */
  #leave(): void {
    if (this.#late.length === 0) this.#run?.kill("suspended");
    for (const { callId, outcome, outcomeAtMs = 0 } of this.#late.splice(0)) {
      const guestId = this.#open.close(callId);
      if (guestId !== undefined && outcome !== undefined) this.#run?.deliver(guestId, outcome, outcomeAtMs);
    }
  }

  /** As the log of the first time had it: calls that were under way when the code gave its result. */
  #noteUnawaited(): void {
    const { calls } = this.#parts.context;
    const noted = new Set(calls.map((call) => call.seq));
    for (const [callId, call] of this.#open.all) {
      if (call.kind !== "tool" || noted.has(callId)) continue;
      const outcome = { ok: true, value: null } as const;
      const recorded = { callId, call: toJournaledCall(call), intentAtMs: 0, intents: 1, outcome };
      for (const record of toCallRecords(this.#parts.deps, recorded)) calls.push({ ...record, status: "unawaited" });
    }
  }

  #receive(call: GuestCall): void {
    if (this.#isOver || this.#divergence !== undefined) return;
    const match = this.#parts.replay.match(call);
    if (match.kind === "diverged") {
      this.#doubt(call, match.divergence);
      return;
    }
    if (match.kind === "recorded") {
      this.#open.add(match.recorded.callId, call);
      this.#receiveRecorded(call, match.recorded);
    } else if (this.#parts.isLive) {
      this.#open.add(match.callId, call);
      this.track(this.#work.begin(match.callId, call));
    } else {
      this.#diverge(call, { recorded: "nothing more", asked: toJournaledCall(call).target });
    }
    for (const doubtful of this.#doubtful.splice(0)) this.#receive(doubtful);
  }

  /** What the code does on the thread pool takes its own time: what the journal expects first may still come. */
  #doubt(call: GuestCall, divergence: Divergence): void {
    this.#doubtful.push(call);
    const decide = (): void => {
      if (!this.#isOver && this.#doubtful.includes(call)) this.#diverge(call, divergence);
    };
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, DOUBT_GRACE_MS).unref();
    this.track(promise.then(decide));
  }

  #receiveRecorded(call: GuestCall, recorded: RecordedCall): void {
    if (recorded.outcome === undefined) {
      this.track(this.#work.takeUp(call, recorded));
      return;
    }
    if (recorded.isLate === true) {
      this.#late.push(recorded);
      this.#open.park(recorded.callId);
      return;
    }
    this.#parts.context.calls.push(...toCallRecords(this.#parts.deps, recorded));
    this.#replay(recorded, recorded.outcome);
  }

  #replay(recorded: RecordedCall, outcome: GuestOutcome): void {
    if (recorded.call.target === "continueAsNew" && outcome.ok) {
      this.continueAs(outcome.value as unknown as Continuation);
      return;
    }
    const { endsRun } = outcome.ok ? { endsRun: false } : (outcome.error as GuestFailure & { endsRun?: boolean });
    if (endsRun === true && !outcome.ok && !this.#parts.context.isUndone) this.end(outcome.error);
    else this.#line.advance();
  }

  /** The call fails in the guest, so that its stack tells where the code departs; whatever it does with that, the run ends. */
  #diverge(call: GuestCall, divergence: Divergence): void {
    if (this.#divergence !== undefined) return;
    this.#divergence = divergence;
    const message = toDivergedMessage(divergence);
    const error = { name: "Error", code: "replay_diverged", message, retryable: false } as const;
    this.#run?.deliver(call.id, { ok: false, error }, Date.now());
    this.#open.end();
    setTimeout(() => this.#run?.kill("finished"), DIVERGED_GRACE_MS).unref();
  }
}
