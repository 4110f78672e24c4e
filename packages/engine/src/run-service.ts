import { createRunId, EngineError, type Json, type Policy, type RunId, type RunRecord } from "@sluice/contracts";
import { ActiveRuns } from "./active-runs.ts";
import { Admission } from "./admission.ts";
import type { BuiltInOutcome, BuiltInTools } from "./built-in-tools.ts";
import type { Caller, EngineDeps, RunHooks } from "./deps.ts";
import type { Drain } from "./drain.ts";
import type { Continuation } from "./live-run.ts";
import { isReady } from "./parked-runs.ts";
import { ResumeQueue } from "./resume-queue.ts";
import type { RunContext } from "./run-context.ts";
import { type Ended, RunExecution } from "./run-execution.ts";
import type { ProgramParts, ProgramSource } from "./run-program.ts";
import { markEnding, markRollback } from "./run-purpose.ts";
import { type EngineAnswer, recordStart } from "./run-records.ts";
import type { SkillCall } from "./skill-runs.ts";
import type { RunWaker } from "./wait-hub.ts";

export const DEFAULT_SESSION = "default";

export interface StartOptions {
  readonly source: ProgramSource;
  readonly sessionName: string;
  readonly isDurable: boolean;
  readonly skill?: string;
}

/** What goes on in the background shares the machine with what people wait for. */
const RESUMED_AT_ONCE = 32;
const PUT_OFF_MS = 5_000;
const MAX_RUNS = 1_000_000;

/** Starts runs, takes them up again, and ends them. */
export class RunService implements RunWaker {
  readonly #deps: EngineDeps;
  readonly #admission = new Admission();
  readonly #active = new ActiveRuns();
  readonly #execution: RunExecution;
  readonly #queue: ResumeQueue;
  readonly #nudge: (runId: string, callId: number) => boolean;

  constructor(parts: Omit<ProgramParts, "builtIns">) {
    this.#deps = parts.deps;
    this.#execution = new RunExecution(parts, this.#active);
    this.#queue = new ResumeQueue(RESUMED_AT_ONCE, (runId, onTakenUp) => this.#takeUp(runId, onTakenUp));
    this.#nudge = (runId, callId) => parts.waits.nudge(runId, callId);
  }

  useBuiltIns(builtIns: BuiltInTools): void {
    this.#execution.useBuiltIns(builtIns);
  }

  programParts(): ProgramParts {
    return this.#execution.parts;
  }

  /** The answer to come of a run at work here; undefined where it is not. */
  activeAnswer(runId: string): Promise<EngineAnswer> | undefined {
    return this.#active.done(runId);
  }

  isBusy(runId: string): boolean {
    return this.#active.isBusy(runId);
  }

  idle(runId: string): Promise<void> {
    return this.#active.idle(runId);
  }

  hold<T>(runId: string, work: () => Promise<T>): Promise<T> {
    return this.#active.hold(runId, work);
  }

  get drain(): Drain {
    return this.#execution.drain;
  }

  /** @throws EngineError `overloaded` */
  checkOpen(): void {
    if (this.drain.isOn) throw new EngineError("overloaded", "Cannot start the run: the gateway is shutting down");
  }

  /** @throws EngineError `rate_limited`, `overloaded` */
  async start(caller: Caller, policy: Policy, options: StartOptions, hooks: RunHooks): Promise<EngineAnswer> {
    this.checkOpen();
    const release = this.#admission.admit(caller.principal, policy);
    try {
      await this.#deps.ensureCatalog(hooks.signal);
      return await this.#runNew(createRunId(), caller, policy, options, hooks);
    } finally {
      release();
    }
  }

  /** For the clock and for events: nobody waits for the answer. @returns the run's id, once no crash can lose it */
  startInBackground(caller: Caller, policy: Policy, options: StartOptions): Promise<string> {
    return this.#startAs(createRunId(), caller, policy, options);
  }

  startSkill(parent: RunContext, callId: number, call: SkillCall): Promise<BuiltInOutcome> {
    return this.#execution.startSkill(parent, callId, call);
  }

  /** Goes on with a run from its journal, for what the journal says. @throws EngineError `conflict` */
  continueRun(record: RunRecord, hooks: RunHooks = {}, onTakenUp: () => void = () => undefined): Promise<EngineAnswer> {
    const { runId, isDurable } = record;
    const running = this.#active.done(runId);
    if (running !== undefined) return running;
    return this.#track(runId, hooks, isDurable, async (signal) => {
      const now = (await this.#deps.store.runs.get(runId)) ?? record;
      // Somebody else was quicker.
      if (now.status !== "waiting" && now.status !== "running" && now.status !== "interrupted" && now.answer)
        return { answer: now.answer, content: [] };
      const { options, ...ended } = await this.#execution.goOn(now, { ...hooks, signal }, onTakenUp);
      return this.#finish(ended, { principal: record.principal }, options);
    });
  }

  /**
   * Runs a completed run again from its journal, and then what it registered with undo() and what the policy names.
   * @throws EngineError `conflict` for a run that is not complete: a failed one has undone its effects already
   */
  async rollback(record: RunRecord): Promise<void> {
    const { runId } = record;
    await this.#active.hold(runId, async () => {
      const status = (await this.#deps.store.runs.get(runId))?.status ?? record.status;
      if (status !== "completed")
        throw new EngineError("conflict", `Cannot roll back "${runId}": it is ${status}; only a completed run can be`);
      await markRollback(this.#deps, runId);
      await this.#deps.store.runs.update(runId, { status: "running" });
    });
    await this.continueRun(record);
  }

  /** In the background, from an event, a decision or the clock. A skill's run goes on through the run that called it. */
  async resume(runId: string, callId: number): Promise<void> {
    if (!this.#nudge(runId, callId)) await this.#queue.push(toRootId(runId));
  }

  /** Tells the code that it ends, and lets it clean up. */
  async cancel(record: RunRecord): Promise<EngineAnswer | undefined> {
    const running = this.#active.done(record.runId);
    if (running !== undefined) {
      this.#active.cancel(record.runId);
      return running;
    }
    const error = { code: "cancelled", message: "The run was cancelled" };
    const ending = { status: "cancelled", error, isFinal: false } as const;
    const hold: ActiveRuns["hold"] = (runId, work) => this.#active.hold(runId, work);
    const isMarked = await hold(record.runId, () => markEnding(this.#deps, record.runId, ending, hold));
    return isMarked ? this.continueRun(record) : undefined;
  }

  /** Marks or takes up what a dead gateway left behind; runs that wait are left to what they wait for. */
  async recover(): Promise<void> {
    const { runs, journal } = this.#deps.store;
    const endedAt = new Date().toISOString();
    for (const { runId, isDurable } of await runs.list({ status: ["running"], limit: MAX_RUNS })) {
      if (runId.includes(".")) continue;
      const isKept = isDurable && (await journal.read(runId)).length > 0;
      if (isKept) void this.#queue.push(runId);
      else await runs.update(runId, { status: "interrupted", endedAt });
    }
  }

  async close(): Promise<void> {
    this.#queue.close();
    await this.drain.finish();
    this.#execution.close();
    await this.#active.close();
  }

  /** A durable run outlives its caller and the gateway: only what it has under way is waited for. */
  #track(
    runId: string,
    hooks: RunHooks,
    isDurable: boolean,
    work: (signal: AbortSignal) => Promise<EngineAnswer>,
  ): Promise<EngineAnswer> {
    if (!isDurable) return this.drain.watch(this.#active.track(runId, hooks, work));
    const { signal: _ofTheCaller, ...rest } = hooks;
    return this.#active.track(runId, rest, work);
  }

  /** Never rejects. */
  async #takeUp(runId: string, onTakenUp: () => void): Promise<void> {
    try {
      await this.#active.idle(runId);
      const record = await this.#deps.store.runs.get(runId);
      if (this.drain.isOn || record === undefined) return;
      const isToGoOn = record.status === "running" ? record.isDurable : record.status === "waiting";
      if (!isToGoOn || (record.status === "waiting" && !(await isReady(this.#deps, runId)))) return;
      await this.continueRun(record, {}, onTakenUp);
    } catch (error) {
      if (!this.drain.isOn) this.#deps.log.error("cannot resume a run", { runId, error: String(error) });
    }
  }

  #startAs(runId: RunId, caller: Caller, policy: Policy, options: StartOptions, isKnown = false): Promise<string> {
    return new Promise((resolve, reject) => {
      const onJournaled = (): void => resolve(runId);
      this.#runNew(runId, caller, policy, options, {}, { isKnown, onJournaled }).then(onJournaled, reject);
    });
  }

  #runNew(
    runId: RunId,
    caller: Caller,
    policy: Policy,
    options: StartOptions,
    hooks: RunHooks,
    { isKnown = false, onJournaled = () => undefined }: { isKnown?: boolean; onJournaled?: () => void } = {},
  ): Promise<EngineAnswer> {
    const { source, sessionName, isDurable, skill } = options;
    return this.#track(runId, hooks, isDurable, async (signal) => {
      const deadlineMs = Date.now() + source.timeoutMs;
      const opening = { runId, caller, policy, sessionName, isDurable, deadlineMs, depth: 0 };
      const context = await this.#execution.open({ ...opening, hooks: { ...hooks, signal } });
      if (isKnown) await this.#deps.store.runs.update(runId, { status: "running" });
      else await recordStart(this.#deps, context, source, skill);
      return this.#finish(await this.#execution.begin(context, source, onJournaled), caller, options);
    });
  }

  async #finish(ended: Ended, caller: Caller, options: StartOptions): Promise<EngineAnswer> {
    if (ended.end.next !== undefined) await this.#startNext(ended.end.next, caller, options);
    const answer = await this.#execution.record(ended);
    const { runId } = ended.context;
    const { status } = answer.answer;
    // What came while it parked would otherwise wake nobody; what was put off is tried again.
    if (status === "waiting") setImmediate(() => void this.#queue.push(runId));
    if (status === "running") setTimeout(() => void this.#queue.push(runId), PUT_OFF_MS).unref();
    return answer;
  }

  /** Before the run that asked for it counts as ended, so that a crash loses neither. */
  async #startNext(next: Continuation, caller: Caller, options: StartOptions): Promise<void> {
    const { runId } = next;
    const { runs, journal } = this.#deps.store;
    const isKnown = (await runs.get(runId)) !== undefined;
    if (isKnown && (await journal.read(runId)).length > 0) return;
    const source = { ...options.source, context: next.context };
    await this.#startAs(
      runId as RunId,
      caller,
      this.#deps.policyFor(caller.principal),
      { ...options, source },
      isKnown,
    );
  }
}

/** A skill's run carries the ids of its callers: `run_x.4.2` belongs to `run_x`. */
function toRootId(runId: string): string {
  return runId.split(".")[0] ?? runId;
}

/** The caller's wish within the policy. */
export function toTimeoutMs(policy: Policy, wished: number | undefined): number {
  return Math.min(wished ?? policy.sandbox.wallMs, policy.sandbox.wallMs);
}

export function toJson(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}
