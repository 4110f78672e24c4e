import { createEvent, EngineError, type Policy, type RunId, type RunRecord, toSessionKey } from "@sluice/contracts";
import type { ActiveRuns } from "./active-runs.ts";
import type { RawEnd } from "./answer.ts";
import type { BuiltInOutcome, BuiltInTools } from "./built-in-tools.ts";
import type { Caller, EngineDeps, RunHooks } from "./deps.ts";
import { Drain } from "./drain.ts";
import { clearSettled } from "./parked-runs.ts";
import { pendingApprovals } from "./pending-approvals.ts";
import { readRecordedCalls } from "./replay.ts";
import type { RunContext } from "./run-context.ts";
import { type ProgramParts, type ProgramSource, runProgram } from "./run-program.ts";
import { endWaits, markEnding, type Purpose, readPurpose } from "./run-purpose.ts";
import { type EngineAnswer, recordEnd, recordInterruption, recordPostponement } from "./run-records.ts";
import { RunTraffic } from "./run-traffic.ts";
import { type SkillCall, startSkill, undoSkill } from "./skill-runs.ts";
import { undoEffects } from "./undo-effects.ts";

export interface Opening {
  readonly runId: RunId;
  readonly caller: Caller;
  readonly policy: Policy;
  readonly sessionName: string;
  readonly isDurable: boolean;
  readonly deadlineMs: number;
  readonly depth: number;
  readonly hooks: RunHooks & { readonly signal: AbortSignal };
  readonly purpose?: Purpose;
  /** Of the run that this one belongs to. */
  readonly traffic?: RunTraffic;
}

/** Code that is told to end gets this long for its clean-up. */
const CLEAN_UP_MS = 60_000;
const GOING_ON: Purpose = { kind: "going on" };
/** None of the code's doing, and over some time: a durable run waits for that. */
const OUR_FAULTS: readonly string[] = ["overloaded", "sandbox_unavailable", "isolation_unavailable", "storage_failed"];

/** One stretch of a run, from its start or its journal to its record. */
export class RunExecution {
  readonly #parts: Omit<ProgramParts, "builtIns">;
  readonly active: ActiveRuns;
  readonly drain: Drain = new Drain();
  readonly #closing = new AbortController();
  #builtIns: BuiltInTools | undefined;

  constructor(parts: Omit<ProgramParts, "builtIns">, active: ActiveRuns) {
    this.#parts = parts;
    this.active = active;
  }

  get deps(): EngineDeps {
    return this.#parts.deps;
  }

  /** The built-in tools call skills, and skills are runs: tied together once both exist. */
  useBuiltIns(builtIns: BuiltInTools): void {
    this.#builtIns = builtIns;
  }

  get parts(): ProgramParts {
    if (this.#builtIns === undefined) throw new EngineError("internal", "The engine is not wired");
    return { ...this.#parts, builtIns: this.#builtIns };
  }

  get isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  close(): void {
    this.#closing.abort();
  }

  /** A skill called as a tool. */
  startSkill(parent: RunContext, callId: number, call: SkillCall): Promise<BuiltInOutcome> {
    return startSkill(this, parent, callId, call);
  }

  /** From the first line on. */
  async begin(context: RunContext, source: ProgramSource, onJournaled: () => void): Promise<Ended> {
    const end = await runProgram(this.parts, context, source, [], { onJournaled });
    return this.conclude(context, end, GOING_ON);
  }

  /** On from the journal. `onTakenUp` is called once a crash would not undo that. @throws EngineError `conflict` */
  async goOn(record: RunRecord, hooks: Opening["hooks"], onTakenUp: () => void): Promise<Resumed> {
    const { deps } = this;
    const { runId, principal, isDurable } = record;
    const recorded = await deps.store.journal.read(runId);
    const first = recorded.find((entry) => entry.kind === "seed");
    if (first === undefined)
      throw new EngineError(
        "conflict",
        `Cannot resume "${runId}": it stopped before its first step; run the code again`,
      );
    await deps.ensureCatalog(hooks.signal);
    const { calls } = readRecordedCalls(recorded);
    const purpose = readPurpose(calls);
    await deps.store.runs.update(runId, { status: "running" });
    await clearSettled(deps, runId, calls);
    onTakenUp();
    const { seed } = first;
    const context = await this.open({
      runId: runId as RunId,
      caller: { principal },
      policy: deps.policyFor(principal),
      sessionName: seed.session,
      isDurable,
      deadlineMs: Date.now() + (purpose.kind === "ending" ? Math.min(CLEAN_UP_MS, seed.timeoutMs) : seed.timeoutMs),
      depth: 0,
      hooks,
      purpose,
    });
    deps.events.publish(createEvent("run.resumed", { runId, principal, recordedCalls: calls.size }));
    const end = await runProgram(this.parts, context, seed, recorded);
    const options = { source: seed, sessionName: seed.session, isDurable };
    if (isDurable && OUR_FAULTS.includes(end.error?.code ?? ""))
      return { context, end: { ...end, status: "running" }, options };
    return { ...(await this.conclude(context, end, purpose)), options };
  }

  /** The record of how it ended, or of what it waits for. */
  async record({ context, end }: Ended): Promise<EngineAnswer> {
    const { deps } = this;
    if (end.status === "running") return recordPostponement(deps, context, end);
    if (this.isClosing && end.status === "cancelled") return recordInterruption(deps, context, end);
    const answer = await recordEnd(deps, context, end);
    if (answer.answer.status !== "waiting") await endWaits(deps, context.runId, "the run ended");
    return answer;
  }

  /** What the end of a stretch asks for: a pass for the code's clean-up, the undoing of effects, and how the run counts. */
  async conclude(context: RunContext, end: RawEnd, purpose: Purpose): Promise<Ended> {
    if (this.isClosing && end.status === "cancelled") return { context, end };
    const ending = purpose.kind === "going on" ? await this.#toEnding(context, end) : undefined;
    const hold: ActiveRuns["hold"] = (runId, work) => this.active.hold(runId, work);
    if (ending !== undefined && (await markEnding(this.deps, context.runId, ending, hold)))
      return this.#cleanUp(context);
    if (end.status === "waiting") return { context, end };
    const final = toFinal(end, purpose);
    const isUndone = final.status === "failed" || final.status === "cancelled";
    if (isUndone && (await this.#undo(context)) === "waiting") {
      const approvals = await pendingApprovals(this.deps, context.runId);
      return { context, end: { ...final, status: "waiting", approvals } };
    }
    return { context, end: final };
  }

  async #undo(context: RunContext): Promise<"done" | "waiting"> {
    const hasSkills = context.calls.some((call) => call.server === "skills");
    if (!hasSkills && Object.keys(context.policy.undo).length === 0) return "done";
    const signal = this.#closing.signal;
    const fresh = { ...context, signal, deadlineMs: Date.now() + CLEAN_UP_MS };
    return undoEffects(this.parts, fresh, (parent, callId) => undoSkill(this, parent, callId));
  }

  /** Code that was ended from outside can still clean up, in a stretch of its own. */
  async #toEnding(context: RunContext, end: RawEnd) {
    if (end.cutShortBy === undefined || end.error === undefined) return undefined;
    const status = end.status === "cancelled" ? ("cancelled" as const) : ("failed" as const);
    const ending = { status, error: end.error, isFinal: end.cutShortBy === "decision" };
    if (status === "cancelled" && context.isDurable) return ending;
    const { calls } = readRecordedCalls(await this.deps.store.journal.read(context.runId));
    return [...calls.values()].some(({ call }) => call.target === "undo.register") ? ending : undefined;
  }

  async #cleanUp(before: RunContext): Promise<Ended> {
    const recorded = await this.deps.store.journal.read(before.runId);
    const purpose = readPurpose(readRecordedCalls(recorded).calls);
    const seed = recorded.find((entry) => entry.kind === "seed")?.seed;
    if (seed === undefined) throw new EngineError("internal", `The journal of "${before.runId}" has no beginning`);
    const deadlineMs = Date.now() + Math.min(CLEAN_UP_MS, seed.timeoutMs);
    const hooks = { ...before.hooks, signal: this.#closing.signal };
    const context = await this.open({ ...before, deadlineMs, hooks, purpose });
    const end = await runProgram(this.parts, context, seed, recorded);
    return this.conclude(context, end, purpose);
  }

  async open(opening: Opening): Promise<RunContext> {
    const { runId, caller, policy, sessionName, isDurable, deadlineMs, depth, hooks, purpose = GOING_ON } = opening;
    const { traffic = new RunTraffic() } = opening;
    const session = toSessionKey(caller.principal, sessionName);
    return {
      runId,
      caller,
      policy,
      pii: await this.deps.openPii(session, policy),
      session,
      sessionName,
      deadlineMs,
      signal: hooks.signal,
      drain: this.drain,
      hooks,
      isDurable,
      depth,
      isUndone: purpose.kind !== "going on",
      cancelsCalls: toCancelling(purpose),
      calls: [],
      logs: [],
      skillLogs: new Map(),
      displayed: [],
      traffic,
    };
  }
}

export interface Ended {
  readonly context: RunContext;
  readonly end: RawEnd;
}

export interface Resumed extends Ended {
  /** What a run that goes on from this one as a new one starts with. */
  readonly options: { readonly source: ProgramSource; readonly sessionName: string; readonly isDurable: boolean };
}

/** However the code took it: a run that was to end has ended, one that was rolled back does not count as completed. */
function toFinal(end: RawEnd, purpose: Purpose): RawEnd {
  if (purpose.kind === "ending") return { ...end, status: purpose.status, error: purpose.error };
  if (purpose.kind === "rolling back" && end.error === undefined)
    return { ...end, status: "cancelled", error: { code: "cancelled", message: "The run was rolled back" } };
  return end;
}

function toCancelling(purpose: Purpose): RunContext["cancelsCalls"] {
  if (purpose.kind !== "ending") return "none";
  if (purpose.isFinal) return "all";
  return purpose.isTold ? "none" : "next";
}
