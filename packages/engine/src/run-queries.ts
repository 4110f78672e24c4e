import {
  EngineError,
  type GetRunInput,
  type Json,
  type RunAnswer,
  type RunRecord,
  type RunStatus,
} from "@sluice/contracts";
import { fitApprovals } from "./answer.ts";
import { jsonBytes } from "./cut-json.ts";
import type { Caller, EngineDeps, RunHooks } from "./deps.ts";
import { isReady } from "./parked-runs.ts";
import { pendingApprovals } from "./pending-approvals.ts";
import { loadResult, readWindow } from "./results.ts";
import type { EngineAnswer } from "./run-records.ts";
import type { RunService } from "./run-service.ts";

/** How long a status waits for a run that is going on before it answers with where it stands. */
const STATUS_WAIT_MS = 20_000;

/** What a page takes beside its value. */
const PAGE_FRAME_BYTES = 100;
const LEAST_PAGE_BYTES = 256;

/** Looks runs up, resumes, cancels and pages through them, for their own principal or an admin. */
export class RunQueries {
  readonly #deps: EngineDeps;
  readonly #runs: RunService;

  constructor(deps: EngineDeps, runs: RunService) {
    this.#deps = deps;
    this.#runs = runs;
  }

  /** @throws EngineError `not_found`, `conflict`, `bad_input` */
  async get(caller: Caller, input: GetRunInput, hooks: RunHooks): Promise<EngineAnswer> {
    const record = await this.find(caller, input.runId);
    switch (input.action) {
      case "status":
        return this.#status(record, hooks);
      case "resume":
        return this.#resume(record, hooks);
      case "cancel":
        return this.#cancel(record);
      case "read":
        return this.#read(record, input);
    }
  }

  /** @throws EngineError `not_found` also for a run of somebody else */
  async find(caller: Caller, runId: string): Promise<RunRecord> {
    const record = await this.#deps.store.runs.get(runId);
    if (record === undefined || (record.principal !== caller.principal && caller.isAdmin !== true)) {
      throw new EngineError("not_found", `Cannot find run "${runId}": it is none of yours, or past its retention`);
    }
    return record;
  }

  /** Newest first; an admin sees everyone's. */
  list(
    caller: Caller,
    filter: { readonly limit: number; readonly status?: readonly RunStatus[] },
  ): Promise<readonly RunRecord[]> {
    return this.#deps.store.runs.list(caller.isAdmin === true ? filter : { ...filter, principal: caller.principal });
  }

  async #status(record: RunRecord, hooks: RunHooks): Promise<EngineAnswer> {
    const active = this.#runs.activeAnswer(record.runId);
    if (active === undefined) return this.#answerOf(record);
    const waited = await Promise.race([active, delay(STATUS_WAIT_MS, hooks.signal)]);
    return waited ?? this.#answerOf(record);
  }

  async #resume(record: RunRecord, hooks: RunHooks): Promise<EngineAnswer> {
    const active = this.#runs.activeAnswer(record.runId);
    if (active !== undefined) return active;
    if (record.status === "interrupted" || (record.status === "waiting" && (await isReady(this.#deps, record.runId)))) {
      return this.#runs.continueRun(record, hooks);
    }
    return this.#answerOf(record);
  }

  async #cancel(record: RunRecord): Promise<EngineAnswer> {
    const isOpen = record.status === "running" || record.status === "waiting" || record.status === "interrupted";
    return (isOpen ? await this.#runs.cancel(record) : undefined) ?? this.#answerOf(record);
  }

  async #read(record: RunRecord, input: GetRunInput): Promise<EngineAnswer> {
    const { answer } = await this.#answerOf(record);
    const whole: Json =
      answer.truncated === undefined ? answer.output : await loadResult(this.#deps.store, answer.truncated.handle);
    const policy = this.#deps.policyFor(record.principal);
    const { truncated: _whole, modelTokens: _cost, omitted: _counts, diagnostics: _told, ...kept } = answer;
    const rest = { ...kept, output: null, logs: [], toolCalls: [] };
    const room = policy.sandbox.outputKb * 1024 - jsonBytes(rest as unknown as Json) - PAGE_FRAME_BYTES;
    const page = readWindow(whole, input, Math.max(LEAST_PAGE_BYTES, room));
    return { answer: { ...rest, output: page as unknown as Json }, content: [] };
  }

  async #answerOf(record: RunRecord): Promise<EngineAnswer> {
    await this.#deps.tokenBook?.settled(record.runId);
    const { modelTokens } = (await this.#deps.store.runs.get(record.runId)) ?? record;
    const waiting = record.status === "waiting" ? await pendingApprovals(this.#deps, record.runId) : [];
    const answerBytes = this.#deps.policyFor(record.principal).sandbox.outputKb * 1024;
    const approvals = fitApprovals(waiting, answerBytes);
    const { approvals: _old, ...kept } = record.answer ?? emptyAnswer(record);
    return {
      answer: {
        ...kept,
        status: record.status,
        ...(approvals.length === 0 ? {} : { approvals }),
        ...(modelTokens === undefined ? {} : { modelTokens }),
      },
      content: [],
    };
  }
}

function emptyAnswer(record: RunRecord): RunAnswer {
  return {
    runId: record.runId,
    status: record.status,
    success: false,
    output: null,
    logs: [],
    executionTimeMs: 0,
    codeHash: record.codeHash,
    resourceUsage: { memoryMb: 0, cpuMs: 0, timeout: false },
    toolCalls: [],
  };
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    timer.unref();
    signal?.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
