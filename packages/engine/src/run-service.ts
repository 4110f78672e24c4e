import {
  type ApprovalSummary,
  type ContentBlock,
  createEvent,
  createRunId,
  EngineError,
  type Json,
  type Policy,
  type RunAnswer,
  type RunId,
  type RunRecord,
  toSessionKey,
} from "@sluice/contracts";
import { Admission } from "./admission.ts";
import { buildAnswer, type RawEnd } from "./answer.ts";
import type { BuiltInOutcome, BuiltInTools } from "./built-in-tools.ts";
import type { Caller, EngineDeps, RunHooks } from "./deps.ts";
import { hashCode } from "./hash-code.ts";
import type { HostFunctions } from "./host-functions.ts";
import type { ParkedCalls } from "./parked-calls.ts";
import { MAX_SKILL_DEPTH, type RunContext } from "./run-context.ts";
import { type ProgramSource, runProgram } from "./run-program.ts";

export const DEFAULT_SESSION = "default";
const SNIPPET_CHARACTERS = 400;

export interface EngineAnswer {
  readonly answer: RunAnswer;
  /** What the code handed to display(). */
  readonly content: readonly ContentBlock[];
}

export interface StartOptions {
  readonly source: ProgramSource;
  readonly sessionName: string;
  readonly isDurable: boolean;
  readonly skill?: string;
}

interface ActiveRun {
  readonly controller: AbortController;
  readonly principal: string;
  readonly done: Promise<EngineAnswer>;
}

/** Starts runs, keeps their records, and takes them up again. */
export class RunService {
  readonly #deps: EngineDeps;
  readonly #admission = new Admission();
  readonly #active = new Map<string, ActiveRun>();
  #builtIns: BuiltInTools | undefined;
  readonly #hostFunctions: HostFunctions;
  readonly #parked: ParkedCalls;
  #isClosing = false;

  constructor(deps: EngineDeps, hostFunctions: HostFunctions, parked: ParkedCalls) {
    this.#deps = deps;
    this.#hostFunctions = hostFunctions;
    this.#parked = parked;
  }

  /** The built-in tools call skills, and skills are runs: tied together once both exist. */
  useBuiltIns(builtIns: BuiltInTools): void {
    this.#builtIns = builtIns;
  }

  active(
    runId: string,
  ): { readonly principal: string; readonly done: Promise<EngineAnswer>; cancel(): void } | undefined {
    const run = this.#active.get(runId);
    return run === undefined
      ? undefined
      : { principal: run.principal, done: run.done, cancel: () => run.controller.abort() };
  }

  /** @throws EngineError `rate_limited`, `overloaded` */
  async start(caller: Caller, policy: Policy, options: StartOptions, hooks: RunHooks): Promise<EngineAnswer> {
    if (this.#isClosing) throw new EngineError("overloaded", "Cannot start the run: the gateway is shutting down");
    const release = this.#admission.admit(caller.principal, policy);
    try {
      await this.#deps.ensureCatalog(hooks.signal);
      const runId = createRunId();
      return await this.#track(runId, caller, hooks, (signal) =>
        this.#runNew(runId, caller, policy, options, { ...hooks, signal }, 0),
      );
    } finally {
      release();
    }
  }

  /** A skill called as a tool: a run of its own under the caller's policy and session. Its id makes a second call resume instead of repeat. */
  async startSkill(parent: RunContext, callId: number, source: ProgramSource, skill: string): Promise<BuiltInOutcome> {
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
    const context = await this.#openContext(
      runId,
      parent.caller,
      parent.policy,
      parent.sessionName,
      parent.isDurable,
      parent.deadlineMs,
      parent.signal,
      {
        ...parent.hooks,
      },
      parent.depth + 1,
    );
    if (known === undefined)
      await this.#insertRecord(context, {
        source,
        sessionName: parent.sessionName,
        isDurable: parent.isDurable,
        skill,
      });
    const recorded = known === undefined ? [] : await this.#deps.store.journal.read(runId);
    const end = await runProgram(this.#parts(), context, source, recorded);
    await this.#finish(context, end);
    parent.logs.push(...context.logs);
    if (end.status === "waiting") return { kind: "parked" };
    if (end.status === "completed") return { kind: "ok", value: end.output };
    const { code, message } = end.error ?? { code: "internal", message: "The skill failed" };
    return { kind: "failed", failure: { code, message, retryable: end.error?.retryable ?? false } };
  }

  /** Goes on with a run from its journal. @throws EngineError `not_found`, `conflict` */
  async resume(record: RunRecord, hooks: RunHooks): Promise<EngineAnswer> {
    const running = this.#active.get(record.runId);
    if (running !== undefined) return running.done;
    const recorded = await this.#deps.store.journal.read(record.runId);
    const first = recorded.find((entry) => entry.kind === "seed");
    if (first === undefined)
      throw new EngineError(
        "conflict",
        `Cannot resume "${record.runId}": it stopped before its first step; run the code again`,
      );
    const { seed } = first;
    const caller: Caller = { principal: record.principal };
    const policy = this.#deps.policyFor(record.principal);
    return this.#track(record.runId as RunId, caller, hooks, async (signal) => {
      await this.#deps.ensureCatalog(signal);
      const deadlineMs = Date.now() + seed.timeoutMs;
      const context = await this.#openContext(
        record.runId as RunId,
        caller,
        policy,
        seed.session,
        record.isDurable,
        deadlineMs,
        signal,
        { ...hooks, signal },
        0,
      );
      const recordedCalls = recorded.filter((entry) => entry.kind === "intent").length;
      await this.#deps.store.runs.update(record.runId, { status: "running" });
      this.#deps.events.publish(
        createEvent("run.resumed", { runId: record.runId, principal: record.principal, recordedCalls }),
      );
      const end = await runProgram(this.#parts(), context, seed, recorded);
      return this.#finish(context, end);
    });
  }

  /** Marks or takes up what a dead gateway left behind. */
  async recover(): Promise<void> {
    for (const record of await this.#deps.store.runs.list({ status: ["running"], limit: 10_000 })) {
      if (record.isDurable && !record.runId.includes(".")) {
        this.resume(record, {}).catch((error: unknown) => {
          this.#deps.log.error("cannot resume a run", { runId: record.runId, error: String(error) });
        });
      } else {
        await this.#deps.store.runs.update(record.runId, { status: "interrupted", endedAt: new Date().toISOString() });
      }
    }
  }

  /** Ends what runs; every one gets its record. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const running = [...this.#active.values()];
    for (const run of running) run.controller.abort();
    await Promise.allSettled(running.map((run) => run.done));
  }

  #parts() {
    if (this.#builtIns === undefined) throw new EngineError("internal", "The engine is not wired");
    return { deps: this.#deps, builtIns: this.#builtIns, hostFunctions: this.#hostFunctions, parked: this.#parked };
  }

  async #runNew(
    runId: RunId,
    caller: Caller,
    policy: Policy,
    options: StartOptions,
    hooks: RunHooks & { readonly signal: AbortSignal },
    depth: number,
  ): Promise<EngineAnswer> {
    const deadlineMs = Date.now() + options.source.timeoutMs;
    const context = await this.#openContext(
      runId,
      caller,
      policy,
      options.sessionName,
      options.isDurable,
      deadlineMs,
      hooks.signal,
      hooks,
      depth,
    );
    await this.#insertRecord(context, options);
    const end = await runProgram(this.#parts(), context, options.source, []);
    return this.#finish(context, end);
  }

  async #track(
    runId: RunId,
    caller: Caller,
    hooks: RunHooks,
    work: (signal: AbortSignal) => Promise<EngineAnswer>,
  ): Promise<EngineAnswer> {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    if (hooks.signal?.aborted === true) abort();
    hooks.signal?.addEventListener("abort", abort, { once: true });
    const done = work(controller.signal);
    this.#active.set(runId, { controller, principal: caller.principal, done });
    try {
      return await done;
    } finally {
      this.#active.delete(runId);
      hooks.signal?.removeEventListener("abort", abort);
    }
  }

  async #openContext(
    runId: RunId,
    caller: Caller,
    policy: Policy,
    sessionName: string,
    isDurable: boolean,
    deadlineMs: number,
    signal: AbortSignal,
    hooks: RunHooks,
    depth: number,
  ): Promise<RunContext> {
    const session = toSessionKey(caller.principal, sessionName);
    const pii = await this.#deps.openPii(session, policy);
    return {
      runId,
      caller,
      policy,
      pii,
      session,
      sessionName,
      deadlineMs,
      signal,
      hooks,
      isDurable,
      depth,
      calls: [],
      logs: [],
      displayed: [],
    };
  }

  async #insertRecord(context: RunContext, options: StartOptions): Promise<void> {
    const { runId, caller, policy } = context;
    await this.#deps.store.runs.insert({
      runId,
      principal: caller.principal,
      session: context.sessionName,
      policy: policy.name,
      status: "running",
      language: options.source.language,
      codeHash: hashCode(options.source.code),
      snippet: context.pii.washText(options.source.code.slice(0, SNIPPET_CHARACTERS)).value,
      startedAt: new Date().toISOString(),
      isDurable: options.isDurable,
      toolCallCount: 0,
      ...(options.skill === undefined ? {} : { skill: options.skill }),
    });
    this.#deps.events.publish(
      createEvent("run.started", {
        runId,
        principal: caller.principal,
        codeHash: hashCode(options.source.code),
        policy: policy.name,
        language: options.source.language,
      }),
    );
  }

  async #finish(context: RunContext, end: RawEnd): Promise<EngineAnswer> {
    const answer = await buildAnswer(this.#deps, context, end);
    await this.#deps.store.runs.update(context.runId, {
      status: answer.status,
      codeHash: answer.codeHash,
      toolCallCount: context.calls.length,
      ...(end.isolation === undefined ? {} : { isolation: end.isolation }),
      ...(answer.status === "waiting" ? {} : { endedAt: new Date().toISOString() }),
      ...(answer.error === undefined ? {} : { errorCode: answer.error.code }),
      answer,
    });
    this.#publishEnd(context, answer);
    const content = context.displayed.map((block) =>
      block.type === "text" ? { ...block, text: context.pii.washText(block.text).value } : block,
    );
    return { answer, content };
  }

  #publishEnd(context: RunContext, answer: RunAnswer): void {
    const who = { runId: context.runId, principal: context.caller.principal };
    const durationMs = answer.executionTimeMs;
    if (answer.status === "completed") {
      const { memoryMb, cpuMs } = answer.resourceUsage;
      this.#deps.events.publish(
        createEvent("run.completed", { ...who, durationMs, memoryMb, cpuMs, toolCalls: context.calls.length }),
      );
    } else if (answer.status === "waiting") {
      const approvals = (answer.approvals ?? []).map((approval: ApprovalSummary) => approval.id);
      this.#deps.events.publish(createEvent("run.waiting", { ...who, reason: "approval", approvals }));
    } else {
      const { code, message } = answer.error ?? { code: "internal", message: "" };
      this.#deps.events.publish(createEvent("run.failed", { ...who, durationMs, code, message }));
    }
  }
}

/** The caller's wish within the policy. */
export function toTimeoutMs(policy: Policy, wished: number | undefined): number {
  return Math.min(wished ?? policy.sandbox.wallMs, policy.sandbox.wallMs);
}

export function toJson(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}
