import { createRunId, type GuestCall, type GuestFailure, type GuestOutcome } from "@sluice/contracts";
import { isRepeatable } from "@sluice/policy";
import { type Admitted, admitCall } from "./admit-call.ts";
import { isBuiltIn } from "./built-in-tools.ts";
import { CallDispatcher } from "./call-dispatcher.ts";
import type { Haste } from "./journal-writer.ts";
import type { Continuation, LiveRunParts } from "./live-run.ts";
import { type RecordedCall, toJournaledCall } from "./replay.ts";
import { resolveTool } from "./resolve-tool.ts";
import type { RunContext } from "./run-context.ts";

/** Where the outcome of a call goes. Calls are named by their number in the journal. */
export interface CallOutlet {
  deliver(callId: number, outcome: GuestOutcome): Promise<void>;
  /** With `recorded`, the call can be looked at again while the process lives. */
  park(callId: number, recorded?: RecordedCall): void;
  /** The run ends with that failure, whatever its code would do with it. */
  end(failure: GuestFailure): void;
  continueAs(next: Continuation): void;
  track(work: Promise<void>): void;
}

type Parts = Pick<
  LiveRunParts,
  "deps" | "context" | "journal" | "builtIns" | "hostFunctions" | "parked" | "waits" | "isLive"
>;

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Does what the code asked for: intent into the journal, policy, dispatch, or a wait. */
export class CallWork {
  readonly #parts: Parts;
  readonly #outlet: CallOutlet;
  readonly #dispatcher: CallDispatcher;
  readonly #timers = new Map<number, NodeJS.Timeout>();
  /** Calls that a resumed run may make again, so that neither their intents nor their outcomes are in a hurry. */
  readonly #repeatable = new Set<number>();
  #cancels: RunContext["cancelsCalls"];

  constructor(parts: Parts, outlet: CallOutlet) {
    this.#parts = parts;
    this.#outlet = outlet;
    this.#dispatcher = new CallDispatcher(parts.deps, parts.context, parts.builtIns);
    this.#cancels = parts.context.cancelsCalls;
  }

  /** When the outcome of that call has to be in the journal. */
  outcomeHaste(callId: number): Haste {
    return this.#repeatable.has(callId) ? "later" : "now";
  }

  /** No further call leaves. */
  end(): void {
    this.#dispatcher.end();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  /** Whatever is still open counts as forgotten. */
  forgetOpen(waitedMs: number): void {
    this.#dispatcher.forgetOpen(waitedMs);
  }

  /** A call that no journal knows: intent first, then the work. A gateway that stops leaves it to the next one. */
  async begin(callId: number, call: GuestCall): Promise<void> {
    const { context, journal } = this.#parts;
    if (context.isDurable && context.drain.isOn) return;
    const haste = this.#hasteOf(call);
    if (haste === "later") this.#repeatable.add(callId);
    const atMs = await journal.intent(callId, toJournaledCall(call), haste);
    if (this.#isCancelled(call)) return this.#outlet.deliver(callId, { ok: false, error: cancelled });
    await this.#work(callId, call, atMs);
  }

  /** An intent has to be known before its effect; what may be repeated after a crash has none that counts. */
  #hasteOf(call: GuestCall): Haste {
    const { deps, context } = this.#parts;
    if (context.isDurable) return call.kind === "tool" ? "synced" : "now";
    if (call.kind === "timer") return "later";
    if (call.kind === "host") return "now";
    const resolved = resolveTool(deps, context.policy, call.address);
    if (resolved.kind === "missing" || isBuiltIn(resolved.entry.server)) return "now";
    const { server, name, annotations } = resolved.entry;
    return isRepeatable(context.policy, server, name, annotations) ? "later" : "now";
  }

  #isCancelled(call: GuestCall): boolean {
    if (call.kind === "host" && call.name === "undo.begin") this.#cancels = "none";
    const isCancelled = this.#cancels !== "none" && call.kind !== "timer";
    if (isCancelled && this.#cancels === "next") this.#cancels = "none";
    return isCancelled;
  }

  /** A recorded intent without an outcome: it waited for someone, or the gateway died while it was under way. */
  async takeUp(call: GuestCall, recorded: RecordedCall): Promise<void> {
    const { context, journal, parked } = this.#parts;
    const { callId } = recorded;
    if (!this.#parts.isLive) return this.#outlet.park(callId);
    if (context.isDurable && context.drain.isOn) return;
    if (call.kind !== "tool") return this.#work(callId, call, recorded.intentAtMs);
    const verdict = await parked.takeUp(context, recorded, this.#admit(call));
    switch (verdict.kind) {
      case "dispatch":
        await journal.intent(callId, toJournaledCall(call), "synced");
        return this.#dispatch(recorded, verdict.admitted);
      case "wait":
        if (verdict.approvalId !== recorded.approvalId) await journal.approval(callId, verdict.approvalId);
        return this.#outlet.park(callId, { ...recorded, approvalId: verdict.approvalId });
      case "fail":
        return this.#fail(callId, verdict.failure, verdict.endsRun);
    }
  }

  async #work(callId: number, call: GuestCall, intentAtMs: number): Promise<void> {
    const { context, journal, parked, waits } = this.#parts;
    if (call.kind === "timer") {
      const wakeAtMs = intentAtMs + call.delayMs;
      const wait = await waits.wait(context, callId, { kind: "sleep", wakeAtMs }, intentAtMs);
      if (wait.kind === "parked") return this.#outlet.park(callId);
      return this.#startTimer(callId, wakeAtMs);
    }
    if (call.kind === "host") return this.#serve(callId, call, intentAtMs);
    const admitted = this.#admit(call);
    if (admitted.kind === "refused") return this.#fail(callId, admitted.failure, false);
    const recorded = { callId, call: toJournaledCall(call), intentAtMs, intents: 1 };
    if (admitted.kind === "ready") return this.#dispatch(recorded, admitted);
    const approvalId = await parked.ask(context, callId, admitted);
    await journal.approval(callId, approvalId);
    const { server, name: tool } = admitted.entry;
    context.calls.push({ seq: callId, server, tool, status: "waiting", durationMs: 0 });
    this.#outlet.park(callId, { ...recorded, approvalId });
  }

  async #serve(callId: number, call: GuestCall & { kind: "host" }, intentAtMs: number): Promise<void> {
    const { context, hostFunctions, journal } = this.#parts;
    const { name, args } = call;
    const served = await hostFunctions.serve(context, { callId, name, args, intentAtMs });
    switch (served.kind) {
      case "outcome":
        return this.#outlet.deliver(callId, served.outcome);
      case "pending":
        return this.#outlet.deliver(callId, await served.outcome);
      case "timer":
        return this.#startTimer(callId, served.atMs);
      case "parked":
        return this.#outlet.park(callId);
      case "continue": {
        const next = { runId: createRunId(), context: served.context };
        await journal.outcome(callId, { ok: true, value: next }, { haste: "synced" });
        this.#outlet.continueAs(next);
      }
    }
  }

  #admit(call: GuestCall & { kind: "tool" }): Admitted {
    const { deps, context } = this.#parts;
    return admitCall(deps, context, call.address, call.args, { isModelWritten: context.policy.pii.sealed });
  }

  /** A skill is a run, which stops by itself where the gateway does. */
  #dispatch(recorded: RecordedCall, admitted: Extract<Admitted, { kind: "ready" }>): Promise<void> {
    const work = this.#send(recorded, admitted);
    return isBuiltIn(admitted.entry.server) ? work : this.#parts.context.drain.watch(work);
  }

  async #send(recorded: RecordedCall, admitted: Extract<Admitted, { kind: "ready" }>): Promise<void> {
    const { approvalId: _decided, ...sent } = recorded;
    const { callId } = sent;
    const outcome = await this.#dispatcher.send(callId, admitted);
    if (outcome === undefined) return;
    if (outcome === "parked") return this.#outlet.park(callId, sent);
    if (isCutOff(this.#parts.context, outcome)) return;
    await this.#outlet.deliver(callId, outcome);
  }

  async #fail(callId: number, failure: GuestFailure, endsRun: boolean): Promise<void> {
    const { context, journal } = this.#parts;
    const { server = "", tool = "", code: errorCode } = failure;
    const status = errorCode === "denied" || errorCode === "rejected" ? "denied" : "failed";
    context.calls.push({ seq: callId, server, tool, status, durationMs: 0, errorCode });
    if (!endsRun) return this.#outlet.deliver(callId, { ok: false, error: failure });
    const error: GuestFailure & { readonly endsRun: boolean } = { ...failure, endsRun };
    await journal.outcome(callId, { ok: false, error });
    this.#outlet.end(failure);
  }

  #startTimer(callId: number, atMs: number): void {
    const fire = (): void => {
      this.#timers.delete(callId);
      this.#outlet.track(this.#outlet.deliver(callId, { ok: true, value: null }));
    };
    this.#timers.set(callId, setTimeout(fire, Math.min(Math.max(0, atMs - Date.now()), MAX_TIMER_MS)));
  }
}

const cancelled: GuestFailure = {
  name: "Error",
  code: "cancelled",
  message: "The run was cancelled",
  retryable: false,
};

/** Cut off with the run: whether it took effect is unknown, so the journal must not say that it failed. */
export function isCutOff(context: RunContext, outcome: GuestOutcome): boolean {
  return !outcome.ok && outcome.error.code === "cancelled" && context.signal.aborted;
}
