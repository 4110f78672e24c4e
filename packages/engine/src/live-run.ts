import {
  type CompiledProgram,
  createRunId,
  type GuestCall,
  type GuestFailure,
  type GuestOutcome,
  type GuestStartup,
  type Json,
  type LogLine,
  type SandboxExit,
  type SandboxRun,
} from "@sluice/contracts";
import { type Admitted, admitCall } from "./admit-call.ts";
import type { BuiltInTools } from "./built-in-tools.ts";
import { CallDispatcher } from "./call-dispatcher.ts";
import { DeliveryLine } from "./delivery-line.ts";
import type { EngineDeps } from "./deps.ts";
import type { HostFunctions } from "./host-functions.ts";
import type { JournalWriter } from "./journal-writer.ts";
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

/** After the last call parks, others that the code started in the same breath get this long to arrive. */
const PARK_GRACE_MS = 30;
/** Calls that nobody awaited get this long to end before the answer leaves; later outcomes are journaled all the same. */
const UNAWAITED_GRACE_MS = 2_000;

const DIVERGED_GRACE_MS = 500;

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
export class LiveRun implements LiveWaiter {
  readonly #parts: LiveRunParts;
  /** Calls the guest waits for; parked ones are in `#waiting` too. */
  readonly #open = new Map<number, GuestCall>();
  readonly #waiting = new Set<number>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #dispatcher: CallDispatcher;
  readonly #line: DeliveryLine;
  #run: SandboxRun | undefined;
  #parkTimer: NodeJS.Timeout | undefined;
  #divergence: Divergence | undefined;
  #failure: GuestFailure | undefined;
  #next: Continuation | undefined;
  #storageError: unknown;
  #isOver = false;
  readonly #early: GuestCall[] = [];

  constructor(parts: LiveRunParts) {
    this.#parts = parts;
    this.#dispatcher = new CallDispatcher(parts.deps, parts.context, parts.builtIns);
    this.#line = new DeliveryLine(parts.journal, parts.replay, (callId, outcome, nowMs) => {
      this.#open.delete(callId);
      this.#run?.deliver(callId, outcome, nowMs);
    });
  }

  /** @throws EngineError what `Sandbox.start` throws, and `storage_failed` when the journal cannot be written. */
  async execute(): Promise<LiveEnd> {
    const { deps, context, program, startup } = this.#parts;
    const request = await toSandboxRequest(deps, context, program, startup);
    const run = await deps.sandbox.start(request, {
      onCall: (call) => (this.#run === undefined ? void this.#early.push(call) : this.#receive(call)),
      onLog: this.#parts.onLog,
      onQueued: (position) =>
        context.hooks.onProgress?.(`waits for a sandbox process, number ${position} in the queue`),
    });
    this.#run = run;
    const leave = this.#parts.waits.enter(context.runId, this);
    for (const call of this.#early.splice(0)) this.#receive(call);
    const exit = await run.exit;
    this.#isOver = true;
    this.#dispatcher.end();
    leave();
    clearTimeout(this.#parkTimer);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await this.#settleForgotten();
    if (this.#storageError !== undefined) throw this.#storageError;
    if (this.#divergence !== undefined) return { kind: "diverged", divergence: this.#divergence, exit };
    if (this.#failure !== undefined) return { kind: "ended", failure: this.#failure, exit };
    if (this.#next !== undefined) return { kind: "continued", next: this.#next, exit };
    return { kind: exit.end.kind === "killed" && exit.end.reason === "suspended" ? "parked" : "exited", exit };
  }

  /** An event, an answer or the clock for a call that is parked here. */
  settle(callId: number, outcome: GuestOutcome): boolean {
    if (this.#isOver || !this.#waiting.delete(callId)) return false;
    clearTimeout(this.#parkTimer);
    this.#track(this.#line.deliver(callId, outcome));
    return true;
  }

  async #settleForgotten(): Promise<void> {
    const settled = Promise.allSettled(this.#inFlight);
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, UNAWAITED_GRACE_MS).unref())]);
    this.#dispatcher.forgetOpen(UNAWAITED_GRACE_MS);
  }

  #receive(call: GuestCall): void {
    if (this.#isOver) return;
    this.#open.set(call.id, call);
    const match = this.#parts.replay.match(call);
    if (match.kind === "diverged" || (match.kind === "new" && !this.#parts.isLive)) {
      this.#diverge(
        call,
        match.kind === "diverged"
          ? match.divergence
          : { recorded: "nothing more", asked: toJournaledCall(call).target },
      );
      return;
    }
    if (match.kind === "recorded" && match.recorded.outcome !== undefined) {
      this.#parts.context.calls.push(...toCallRecords(this.#parts.deps, match.recorded));
      if (match.recorded.call.target === "continueAsNew" && match.recorded.outcome.ok)
        this.#continue(match.recorded.outcome.value);
      else this.#line.advance();
      return;
    }
    const work = match.kind === "recorded" ? this.#takeUp(call, match.recorded) : this.#begin(call);
    this.#track(work);
  }

  /** The call fails in the guest, so that its stack tells where the code departs; whatever it does with that, the run ends. */
  #diverge(call: GuestCall, divergence: Divergence): void {
    if (this.#divergence !== undefined) return;
    this.#divergence = divergence;
    const message = toDivergedMessage(divergence);
    this.#run?.deliver(
      call.id,
      { ok: false, error: { name: "Error", code: "replay_diverged", message, retryable: false } },
      Date.now(),
    );
    this.#parkTimer = setTimeout(() => this.#run?.kill("finished"), DIVERGED_GRACE_MS);
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#storageError ??= error;
        this.#run?.kill("finished");
      })
      .finally(() => {
        this.#inFlight.delete(tracked);
        this.#considerParking();
      });
    this.#inFlight.add(tracked);
  }

  /** A call that no journal knows: intent first, then the work. */
  async #begin(call: GuestCall): Promise<void> {
    const isEffect = call.kind === "tool";
    const atMs = await this.#parts.journal.intent(
      call.id,
      toJournaledCall(call),
      isEffect && this.#parts.context.isDurable,
    );
    await this.#work(call, atMs);
  }

  /** A recorded intent without an outcome: it waited for someone, or the gateway died while it was under way. */
  async #takeUp(call: GuestCall, recorded: RecordedCall): Promise<void> {
    if (!this.#parts.isLive) {
      this.#waiting.add(call.id);
      return;
    }
    if (call.kind !== "tool") return this.#work(call, recorded.intentAtMs);
    const admitted = this.#admit(call);
    const verdict = await this.#parts.parked.takeUp(this.#parts.context, recorded, admitted);
    switch (verdict.kind) {
      case "dispatch":
        await this.#parts.journal.intent(call.id, toJournaledCall(call), true);
        return this.#dispatch(call, verdict.admitted);
      case "wait":
        if (verdict.approvalId !== recorded.approvalId) await this.#parts.journal.approval(call.id, verdict.approvalId);
        this.#park(call);
        return;
      case "fail":
        return this.#fail(call, verdict.failure, verdict.endsRun);
    }
  }

  async #work(call: GuestCall, intentAtMs: number): Promise<void> {
    if (call.kind === "timer") {
      this.#startTimer(call.id, intentAtMs + call.delayMs - Date.now());
      return;
    }
    if (call.kind === "host") return this.#serve(call, intentAtMs);
    const admitted = this.#admit(call);
    if (admitted.kind === "refused") return this.#fail(call, admitted.failure, false);
    if (admitted.kind === "ready") return this.#dispatch(call, admitted);
    const verdict = await this.#parts.parked.ask(this.#parts.context, call.id, admitted);
    if (verdict.kind === "wait") {
      await this.#parts.journal.approval(call.id, verdict.approvalId);
      this.#parts.context.calls.push({
        seq: call.id,
        server: admitted.entry.server,
        tool: admitted.entry.name,
        status: "waiting",
        durationMs: 0,
      });
      this.#park(call);
      return;
    }
    if (verdict.kind === "fail") return this.#fail(call, verdict.failure, verdict.endsRun);
    return this.#dispatch(call, verdict.admitted);
  }

  async #serve(call: GuestCall & { kind: "host" }, intentAtMs: number): Promise<void> {
    const { context, hostFunctions, journal } = this.#parts;
    const served = await hostFunctions.serve(context, {
      callId: call.id,
      name: call.name,
      args: call.args,
      intentAtMs,
    });
    switch (served.kind) {
      case "outcome":
        return this.#line.deliver(call.id, served.outcome);
      case "pending":
        return this.#line.deliver(call.id, await served.outcome);
      case "timer":
        this.#startTimer(call.id, served.atMs - Date.now());
        return;
      case "parked":
        this.#park(call);
        return;
      case "continue": {
        const next = { runId: createRunId(), context: served.context };
        await journal.outcome(call.id, { ok: true, value: next });
        this.#continue(next);
      }
    }
  }

  #continue(next: Json): void {
    this.#next = next as unknown as Continuation;
    this.#run?.kill("finished");
  }

  #admit(call: GuestCall & { kind: "tool" }): Admitted {
    const { deps, context } = this.#parts;
    return admitCall(deps, context, call.address, call.args, { isModelWritten: context.policy.pii.sealed });
  }

  async #dispatch(call: GuestCall, admitted: Extract<Admitted, { kind: "ready" }>): Promise<void> {
    const outcome = await this.#dispatcher.send(call.id, admitted);
    if (outcome === undefined) return;
    // Cut off with the run: whether it took effect is unknown, so the journal must not say that it failed.
    if (outcome !== "parked" && !outcome.ok && outcome.error.code === "cancelled" && this.#parts.context.signal.aborted)
      return;
    if (outcome === "parked") this.#park(call);
    else await this.#line.deliver(call.id, outcome);
  }

  async #fail(call: GuestCall, failure: GuestFailure, endsRun: boolean): Promise<void> {
    const { context } = this.#parts;
    const status = failure.code === "denied" || failure.code === "rejected" ? "denied" : "failed";
    context.calls.push({
      seq: call.id,
      server: failure.server ?? "",
      tool: failure.tool ?? "",
      status,
      durationMs: 0,
      errorCode: failure.code,
    });
    if (endsRun) {
      this.#failure ??= failure;
      await this.#parts.journal.outcome(call.id, { ok: false, error: failure });
      this.#run?.kill("finished");
      return;
    }
    await this.#line.deliver(call.id, { ok: false, error: failure });
  }

  #startTimer(callId: number, delayMs: number): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(callId);
        this.#track(this.#line.deliver(callId, { ok: true, value: null as Json }));
      },
      Math.min(Math.max(0, delayMs), 2 ** 31 - 1),
    );
    this.#timers.set(callId, timer);
  }

  #park(call: GuestCall): void {
    this.#waiting.add(call.id);
    this.#considerParking();
  }

  /** Frees the process once everything the code waits for is parked. */
  #considerParking(): void {
    if (this.#divergence !== undefined) return;
    clearTimeout(this.#parkTimer);
    if (this.#waiting.size === 0 || this.#isOver) return;
    const isAllParked = (): boolean =>
      this.#inFlight.size === 0 && [...this.#open.keys()].every((id) => this.#waiting.has(id));
    if (!isAllParked()) return;
    this.#parkTimer = setTimeout(() => {
      if (isAllParked()) this.#run?.kill("suspended");
    }, PARK_GRACE_MS);
  }
}
