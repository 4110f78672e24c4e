import {
  createEvent,
  createRunId,
  EngineError,
  type Json,
  type Policy,
  type RunId,
  type RunRecord,
  toSessionKey,
} from "@sluice/contracts";
import { ActiveRuns } from "./active-runs.ts";
import { Admission } from "./admission.ts";
import type { RawEnd } from "./answer.ts";
import type { BuiltInOutcome, BuiltInTools } from "./built-in-tools.ts";
import type { Caller, EngineDeps, RunHooks } from "./deps.ts";
import type { HostFunctions } from "./host-functions.ts";
import type { Continuation } from "./live-run.ts";
import type { ParkedCalls } from "./parked-calls.ts";
import { isReady, settleAsCancelled } from "./parked-runs.ts";
import { readRecordedCalls } from "./replay.ts";
import { MAX_SKILL_DEPTH, type RunContext } from "./run-context.ts";
import { type ProgramParts, type ProgramSource, runProgram } from "./run-program.ts";
import { type EngineAnswer, recordEnd, recordInterruption, recordStart } from "./run-records.ts";
import type { RunWaker, WaitHub } from "./wait-hub.ts";

export const DEFAULT_SESSION = "default";

export interface StartOptions {
  readonly source: ProgramSource;
  readonly sessionName: string;
  readonly isDurable: boolean;
  readonly skill?: string;
}

interface Opening {
  readonly runId: RunId;
  readonly caller: Caller;
  readonly policy: Policy;
  readonly sessionName: string;
  readonly isDurable: boolean;
  readonly deadlineMs: number;
  readonly depth: number;
  readonly isRollingBack?: boolean;
  readonly hooks: RunHooks & { readonly signal: AbortSignal };
}

/** Starts runs, takes them up again, and ends them. */
export class RunService implements RunWaker {
  readonly #deps: EngineDeps;
  readonly #admission = new Admission();
  readonly #active = new ActiveRuns();
  readonly #parts: Omit<ProgramParts, "builtIns">;
  #builtIns: BuiltInTools | undefined;
  #isClosing = false;

  constructor(deps: EngineDeps, hostFunctions: HostFunctions, parked: ParkedCalls, waits: WaitHub) {
    this.#deps = deps;
    this.#parts = { deps, hostFunctions, parked, waits };
  }

  /** The built-in tools call skills, and skills are runs: tied together once both exist. */
  useBuiltIns(builtIns: BuiltInTools): void {
    this.#builtIns = builtIns;
  }

  /** The answer to come of a run at work here; undefined where it is not. */
  activeAnswer(runId: string): Promise<EngineAnswer> | undefined {
    return this.#active.done(runId);
  }

  idle(runId: string): Promise<void> {
    return this.#active.idle(toRootId(runId));
  }

  /** @throws EngineError `rate_limited`, `overloaded` */
  async start(caller: Caller, policy: Policy, options: StartOptions, hooks: RunHooks): Promise<EngineAnswer> {
    if (this.#isClosing) throw new EngineError("overloaded", "Cannot start the run: the gateway is shutting down");
    const release = this.#admission.admit(caller.principal, policy);
    try {
      await this.#deps.ensureCatalog(hooks.signal);
      return await this.#runNew(createRunId(), caller, policy, options, hooks);
    } finally {
      release();
    }
  }

  /** For the clock and for events: nobody waits for the answer. @returns the run's id, once it is recorded */
  startInBackground(caller: Caller, policy: Policy, options: StartOptions): Promise<string> {
    return new Promise((resolve, reject) => {
      const runId = createRunId();
      this.#runNew(runId, caller, policy, options, {}, () => resolve(runId)).then(() => resolve(runId), reject);
    });
  }

  /** A skill called as a tool: a run of its own under the caller's policy and session. Its id makes a second call resume instead of repeat. */
  async startSkill(
    parent: RunContext,
    callId: number,
    source: ProgramSource,
    skill: string,
    isDurable: boolean,
  ): Promise<BuiltInOutcome> {
    if (parent.depth >= MAX_SKILL_DEPTH) {
      return {
        kind: "failed",
        failure: {
          code: "limit_exceeded",
          message: `Skills call each other more than ${MAX_SKILL_DEPTH} deep`,
          retryable: false,
        },
      };
    }
    const runId = `${parent.runId}.${callId}` as RunId;
    const known = await this.#deps.store.runs.get(runId);
    const context = await this.#openContext({
      ...parent,
      runId,
      depth: parent.depth + 1,
      isDurable: parent.isDurable || isDurable,
      hooks: { ...parent.hooks, signal: parent.signal },
    });
    if (known === undefined) await recordStart(this.#deps, context, source, skill);
    const recorded = known === undefined ? [] : await this.#deps.store.journal.read(runId);
    const seed = recorded.find((entry) => entry.kind === "seed")?.seed ?? source;
    const end = await runProgram(this.programParts(), context, { ...seed, timeoutMs: source.timeoutMs }, recorded);
    await recordEnd(this.#deps, context, end);
    parent.logs.push(...context.logs);
    if (end.status === "waiting") return { kind: "parked" };
    if (end.status === "completed") return { kind: "ok", value: end.output };
    const { code, message, retryable = false } = end.error ?? { code: "internal", message: "The skill failed" };
    return { kind: "failed", failure: { code, message, retryable } };
  }

  /** Goes on with a run from its journal. @throws EngineError `conflict` */
  async continueRun(
    record: RunRecord,
    hooks: RunHooks = {},
    purpose: "going on" | "cancelling" | "rolling back" = "going on",
  ): Promise<EngineAnswer> {
    const running = this.#active.done(record.runId);
    if (running !== undefined) return running;
    const { runId, principal } = record;
    const caller: Caller = { principal };
    return this.#active.track(runId, hooks, async (signal) => {
      const recorded = await this.#deps.store.journal.read(runId);
      const first = recorded.find((entry) => entry.kind === "seed");
      if (first === undefined)
        throw new EngineError(
          "conflict",
          `Cannot resume "${runId}": it stopped before its first step; run the code again`,
        );
      await this.#deps.ensureCatalog(signal);
      const { calls } = readRecordedCalls(recorded);
      await this.#deps.store.runs.update(runId, { status: "running" });
      for (const wait of await this.#deps.store.waits.list({ runId, limit: 10_000 })) {
        if (calls.get(wait.callId)?.outcome !== undefined) await this.#deps.store.waits.remove(runId, wait.callId);
      }
      const { seed } = first;
      const context = await this.#openContext({
        runId: runId as RunId,
        caller,
        policy: this.#deps.policyFor(principal),
        sessionName: seed.session,
        isDurable: record.isDurable,
        deadlineMs: Date.now() + seed.timeoutMs,
        depth: 0,
        isRollingBack: purpose === "rolling back",
        hooks: { ...hooks, signal },
      });
      this.#deps.events.publish(createEvent("run.resumed", { runId, principal, recordedCalls: calls.size }));
      const end = await runProgram(this.programParts(), context, seed, recorded);
      const { session: sessionName } = seed;
      if (end.next !== undefined)
        this.#startNext(end.next, caller, { source: seed, sessionName, isDurable: record.isDurable });
      return this.#end(
        context,
        purpose === "cancelling" && end.status === "failed" ? { ...end, status: "cancelled" } : end,
      );
    });
  }

  /**
   * Runs a completed run again from its journal, and then what it registered with undo().
   * @throws EngineError `conflict` for a run that is not complete: a failed one has undone its effects already
   */
  async rollback(record: RunRecord): Promise<void> {
    if (record.status !== "completed") {
      throw new EngineError(
        "conflict",
        `Cannot roll back "${record.runId}": it is ${record.status}; only a completed run can be`,
      );
    }
    const answer = await this.continueRun(record, {}, "rolling back");
    const { runId } = record;
    const error = { code: "cancelled", message: "The run was rolled back" };
    await this.#deps.store.runs.update(runId, {
      status: "cancelled",
      errorCode: "cancelled",
      answer: { ...answer.answer, status: "cancelled", success: false, error },
    });
  }

  /** In the background, from an event, a decision or the clock. A skill's run goes on through the run that called it. */
  resume(runId: string): void {
    const work = async (): Promise<void> => {
      const rootId = toRootId(runId);
      await this.#active.idle(rootId);
      const record = await this.#deps.store.runs.get(rootId);
      if (record?.status === "waiting" && !this.#isClosing && (await isReady(this.#deps, rootId)))
        await this.continueRun(record);
    };
    work().catch((error: unknown) => this.#deps.log.error("cannot resume a run", { runId, error: String(error) }));
  }

  /** Ends a run at work at once; one that waits gets `cancelled` for all it waits for, so that its clean-up runs. */
  async cancel(record: RunRecord): Promise<EngineAnswer | undefined> {
    const running = this.#active.done(record.runId);
    if (running !== undefined) {
      this.#active.cancel(record.runId);
      return running;
    }
    if (!(await settleAsCancelled(this.#deps, record.runId))) return undefined;
    return this.continueRun(record, {}, "cancelling");
  }

  /** Marks or takes up what a dead gateway left behind. */
  async recover(): Promise<void> {
    const { store } = this.#deps;
    for (const record of await store.runs.list({ status: ["running"], limit: 10_000 })) {
      if (record.runId.includes(".")) continue;
      if (record.isDurable) this.#recoverOne(record);
      else await store.runs.update(record.runId, { status: "interrupted", endedAt: new Date().toISOString() });
    }
    for (const record of await store.runs.list({ status: ["waiting"], limit: 100_000 })) {
      if (!record.runId.includes(".") && !this.#isClosing) this.resume(record.runId);
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#active.close();
  }

  #recoverOne(record: RunRecord): void {
    this.continueRun(record).catch((error: unknown) => {
      this.#deps.log.error("cannot resume a run", { runId: record.runId, error: String(error) });
    });
  }

  programParts(): ProgramParts {
    if (this.#builtIns === undefined) throw new EngineError("internal", "The engine is not wired");
    return { ...this.#parts, builtIns: this.#builtIns };
  }

  #runNew(
    runId: RunId,
    caller: Caller,
    policy: Policy,
    options: StartOptions,
    hooks: RunHooks,
    onRecorded: () => void = () => undefined,
  ): Promise<EngineAnswer> {
    const { source, sessionName, isDurable } = options;
    return this.#active.track(runId, hooks, async (signal) => {
      const deadlineMs = Date.now() + source.timeoutMs;
      const context = await this.#openContext({
        runId,
        caller,
        policy,
        sessionName,
        isDurable,
        deadlineMs,
        depth: 0,
        hooks: { ...hooks, signal },
      });
      await recordStart(this.#deps, context, source, options.skill);
      onRecorded();
      const end = await runProgram(this.programParts(), context, source, []);
      if (end.next !== undefined) this.#startNext(end.next, caller, options);
      return this.#end(context, end);
    });
  }

  async #end(context: RunContext, end: RawEnd): Promise<EngineAnswer> {
    if (this.#isClosing && end.status === "cancelled") return recordInterruption(this.#deps, context, end);
    const answer = await recordEnd(this.#deps, context, end);
    // What came while it parked would otherwise wake nobody.
    if (end.status === "waiting") setImmediate(() => this.resume(context.runId));
    return answer;
  }

  #startNext(next: Continuation, caller: Caller, options: StartOptions): void {
    const { source } = options;
    const work = async (): Promise<void> => {
      if ((await this.#deps.store.runs.get(next.runId)) !== undefined) return;
      await this.#runNew(
        next.runId as RunId,
        caller,
        this.#deps.policyFor(caller.principal),
        { ...options, source: { ...source, context: next.context } },
        {},
      );
    };
    work().catch((error: unknown) =>
      this.#deps.log.error("cannot continue a run as a new one", { runId: next.runId, error: String(error) }),
    );
  }

  async #openContext(opening: Opening): Promise<RunContext> {
    const { caller, sessionName, policy, hooks } = opening;
    const session = toSessionKey(caller.principal, sessionName);
    const pii = await this.#deps.openPii(session, policy);
    const { runId, isDurable, deadlineMs, depth, isRollingBack = false } = opening;
    return {
      runId,
      caller,
      policy,
      pii,
      session,
      sessionName,
      deadlineMs,
      signal: hooks.signal,
      hooks,
      isDurable,
      depth,
      isRollingBack,
      calls: [],
      logs: [],
      displayed: [],
    };
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
