import {
  type ApprovalRecord,
  createEvent,
  type Diagnostic,
  EngineError,
  type Json,
  type JsonObject,
  type Language,
  type RunRecord,
  type RunStats,
  type RunStatus,
  type ScheduleRecord,
} from "@sluice/contracts";
import { isApprover } from "@sluice/policy";
import type { Caller, EngineDeps, RunHooks } from "./deps.ts";
import { refuseUnfit } from "./edited-arguments.ts";
import { createModuleHost } from "./module-host.ts";
import { type ReplayAnswer, type ReplayRequest, replayRun } from "./replay-run.ts";
import type { ProgramParts } from "./run-program.ts";
import type { RunQueries } from "./run-queries.ts";
import type { RunService } from "./run-service.ts";
import { readStats } from "./run-stats.ts";
import { type ScheduleRequest, Schedules } from "./schedules.ts";
import type { WaitHub } from "./wait-hub.ts";
import { listWorkflows, readWorkflow, type WorkflowStatus } from "./workflows.ts";

export interface ApprovalDecision {
  readonly decision: "approve" | "reject";
  readonly editedArguments?: JsonObject;
  readonly note?: string;
}

export interface OperationParts {
  readonly deps: EngineDeps;
  readonly runs: RunService;
  readonly queries: RunQueries;
  readonly waits: WaitHub;
  readonly program: () => ProgramParts;
}

const LOOK_AGAIN_MS = 5_000;

/** What people and other programs do with a gateway, beside the five tools of agents. */
export class Operations {
  readonly #parts: OperationParts;
  readonly #schedules: Schedules;

  constructor(parts: OperationParts) {
    this.#parts = parts;
    this.#schedules = new Schedules(parts.deps, (schedule) => this.#startScheduled(schedule));
  }

  open(): Promise<void> {
    return this.#schedules.open();
  }

  close(): void {
    this.#schedules.close();
  }

  listRuns(
    caller: Caller,
    filter: { readonly limit: number; readonly status?: readonly RunStatus[] },
  ): Promise<readonly RunRecord[]> {
    return this.#parts.queries.list(caller, filter);
  }

  stats(caller: Caller, days: number): Promise<RunStats> {
    return readStats(this.#parts.deps, caller, days);
  }

  /** @returns how many ended runs were deleted */
  pruneRuns(before: Date): Promise<number> {
    return this.#parts.deps.store.runs.prune(before.toISOString());
  }

  /** @throws EngineError `not_found` */
  async replay(caller: Caller, runId: string, request: ReplayRequest, hooks: RunHooks = {}): Promise<ReplayAnswer> {
    const record = await this.#parts.queries.find(caller, runId);
    await this.#parts.deps.ensureCatalog(hooks.signal);
    return replayRun(this.#parts.program(), record, request, hooks);
  }

  /** Undoes what a finished run registered with undo(), newest first. @throws EngineError `not_found`, `conflict` */
  async rollback(caller: Caller, runId: string): Promise<RunRecord> {
    const record = await this.#parts.queries.find(caller, runId);
    await this.#parts.runs.rollback(record);
    return this.#parts.queries.find(caller, runId);
  }

  /** Parses, validates and type-checks without running. */
  async checkCode(caller: Caller, code: string, language: Language): Promise<readonly Diagnostic[]> {
    const { deps } = this.#parts;
    const policy = deps.policyFor(caller.principal);
    await deps.ensureCatalog();
    const typecheck = policy.typecheck === "off" ? "warn" : policy.typecheck;
    const host = createModuleHost(deps, policy);
    const program = await deps.compiler.compile({ code, language, host, rules: policy.rules, typecheck });
    return program.diagnostics;
  }

  /** An event for every run that waits for one like it; without a caller or from an admin for everybody's. @returns how many took it */
  signal(type: string, data: Json, caller?: Caller): Promise<number> {
    const { store } = this.#parts.deps;
    if (caller === undefined || caller.isAdmin === true) return this.#parts.waits.signal(type, data);
    const isOwn = async (runId: string) => (await store.runs.get(runId))?.principal === caller.principal;
    return this.#parts.waits.signal(type, data, isOwn);
  }

  /** Answers what a run asked with ask(). @throws EngineError `not_found`, `invalid_arguments` */
  async answerQuestion(runId: string, callId: number, value: Json): Promise<void> {
    await this.#parts.waits.answer(runId, callId, value);
  }

  listWorkflows(caller: Caller, limit: number): Promise<readonly WorkflowStatus[]> {
    return listWorkflows(this.#parts.deps, caller.isAdmin === true ? undefined : caller.principal, limit);
  }

  async getWorkflow(caller: Caller, runId: string): Promise<WorkflowStatus> {
    return readWorkflow(this.#parts.deps, await this.#parts.queries.find(caller, runId));
  }

  /** Without a caller, or for an admin, everybody's. */
  async listSchedules(caller?: Caller): Promise<readonly ScheduleRecord[]> {
    const schedules = await this.#schedules.list();
    return schedules.filter((schedule) => isOf(caller, schedule.principal));
  }

  /** `version` may be left out: the current one is fixed now. @throws EngineError `not_found`, `bad_input` */
  async addSchedule(
    request: Omit<ScheduleRequest, "version"> & { readonly version?: string },
  ): Promise<ScheduleRecord> {
    const { version } = await this.#parts.deps.skills.read(request.skill, request.version);
    return this.#schedules.add({ ...request, version });
  }

  /** @throws EngineError `not_found` also for one of somebody else */
  async removeSchedule(id: string, caller?: Caller): Promise<void> {
    const schedule = (await this.#schedules.list()).find((known) => known.id === id);
    if (schedule === undefined || !isOf(caller, schedule.principal))
      throw new EngineError("not_found", `Cannot remove schedule "${id}": there is no such one`);
    await this.#schedules.remove(id);
  }

  /** An admin sees all; others what they asked for and what they may decide. */
  async listApprovals(
    caller: Caller,
    filter: { readonly runId?: string; readonly status?: ApprovalRecord["status"]; readonly limit: number },
  ): Promise<readonly ApprovalRecord[]> {
    const approvals = await this.#parts.deps.store.approvals.list(filter);
    return approvals.filter((approval) => maySee(caller, approval));
  }

  /** @throws EngineError `not_found` */
  async getApproval(caller: Caller, id: string): Promise<ApprovalRecord> {
    const approval = await this.#parts.deps.store.approvals.get(id);
    if (approval === undefined || !maySee(caller, approval))
      throw new EngineError("not_found", `Cannot find approval "${id}": there is no such one`);
    return approval;
  }

  /**
   * Decides once; a second word, a late one, one's own or one with arguments that do not fit does nothing and says why.
   * @throws EngineError `denied`, `expired`, `conflict`, `not_found`, `invalid_arguments`, `unknown_token`
   */
  async decideApproval(caller: Caller, id: string, choice: ApprovalDecision): Promise<ApprovalRecord> {
    const { store, events } = this.#parts.deps;
    const approval = await this.getApproval(caller, id);
    if (!isApprover(approval.approvers, caller.principal, approval.principal)) {
      const why =
        caller.principal === approval.principal
          ? "nobody approves a call of their own"
          : `approvers are ${approval.approvers.join(", ")}`;
      throw new EngineError("denied", `"${caller.principal}" may not decide "${id}": ${why}`);
    }
    const decidedAt = new Date().toISOString();
    if (approval.status === "pending" && Date.parse(approval.expiresAt) <= Date.now()) {
      await store.approvals.decide(id, { status: "expired", decidedAt });
      this.#resume(approval);
      throw new EngineError("expired", `Cannot decide "${id}": it expired at ${approval.expiresAt}`);
    }
    if (approval.status === "pending" && choice.decision === "approve" && choice.editedArguments !== undefined)
      await refuseUnfit(this.#parts.deps, approval, choice.editedArguments);
    // Looked at soon in any case, so that a crash after the decision loses no wake-up.
    const wait = await store.waits.get(approval.runId, approval.callId);
    if (approval.status === "pending" && wait !== undefined)
      await store.waits.put({ ...wait, wakeAtMs: Date.now() + LOOK_AGAIN_MS, isSettled: true });
    const { record, isDecided } = await store.approvals.decide(id, {
      status: choice.decision === "approve" ? "approved" : "rejected",
      decidedAt,
      decidedBy: caller.principal,
      ...(choice.editedArguments === undefined ? {} : { editedArguments: choice.editedArguments }),
      ...(choice.note === undefined ? {} : { note: choice.note }),
    });
    if (!isDecided) {
      const by = record.decidedBy === undefined ? "" : ` by ${record.decidedBy}`;
      throw new EngineError("conflict", `Cannot decide "${id}": it was ${record.status}${by} already`);
    }
    const { runId, principal, server, tool } = record;
    const decision = record.status === "approved" ? "approved" : "rejected";
    events.publish(
      createEvent("approval.resolved", {
        runId,
        principal,
        server,
        tool,
        approvalId: id,
        decision,
        decidedBy: caller.principal,
      }),
    );
    this.#resume(record);
    return record;
  }

  #resume({ runId, callId }: ApprovalRecord): void {
    this.#parts.runs
      .resume(runId, callId)
      .catch((error: unknown) => this.#parts.deps.log.error("cannot resume a run", { runId, error: String(error) }));
  }

  async #startScheduled(schedule: ScheduleRecord): Promise<string> {
    const { deps, runs } = this.#parts;
    const policy = deps.policyFor(schedule.principal);
    const skill = `${schedule.skill}@${schedule.version}`;
    const code = `import skill from "./skills/${skill}.ts";\nreturn await skill(context);`;
    const source = {
      code,
      language: "typescript",
      context: schedule.input,
      typecheck: "off",
      timeoutMs: policy.sandbox.wallMs,
    } as const;
    return runs.startInBackground({ principal: schedule.principal }, policy, {
      source,
      sessionName: `schedule-${schedule.id}`,
      isDurable: true,
      skill,
    });
  }
}

function isOf(caller: Caller | undefined, principal: string): boolean {
  return caller === undefined || caller.isAdmin === true || caller.principal === principal;
}

function maySee(caller: Caller, approval: ApprovalRecord): boolean {
  return (
    caller.isAdmin === true ||
    caller.principal === approval.principal ||
    isApprover(approval.approvers, caller.principal, approval.principal)
  );
}
