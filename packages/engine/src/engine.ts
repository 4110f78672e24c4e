import {
  type ApprovalRecord,
  type CallToolInput,
  createEvent,
  type Diagnostic,
  EngineError,
  type ExecuteCodeInput,
  type GetRunInput,
  type Json,
  type JsonObject,
  type Language,
  type Policy,
  type PublishedSkill,
  type RunAnswer,
  type RunRecord,
  type RunStatus,
  type SaveSkillInput,
  type SearchAnswer,
  type SearchToolsInput,
  type ToolDescription,
} from "@sluice/contracts";
import { isApprover } from "@sluice/policy";
import {
  type BuiltInTools,
  createBuiltInTools,
  engineEntries,
  engineServer,
  skillsServer,
  toSkillEntry,
} from "./built-in-tools.ts";
import { type CallAnswer, callToolDirectly } from "./call-tool.ts";
import type { Caller, EngineDeps, RunHooks } from "./deps.ts";
import { createHostFunctions } from "./host-functions.ts";
import { createModuleHost } from "./module-host.ts";
import { ParkedCalls } from "./parked-calls.ts";
import { loadResult, readWindow } from "./results.ts";
import { pendingApprovals } from "./run-program.ts";
import type { EngineAnswer } from "./run-records.ts";
import { DEFAULT_SESSION, RunService, toJson, toTimeoutMs } from "./run-service.ts";
import { saveSkill } from "./save-skill.ts";
import { describeTool, searchTools } from "./search.ts";
import { WaitHub } from "./wait-hub.ts";

export interface ApprovalDecision {
  readonly decision: "approve" | "reject";
  readonly editedArguments?: JsonObject;
  readonly note?: string;
}

/** How long getRun waits for a run that is going on before it answers with where it stands. */
const STATUS_WAIT_MS = 20_000;

/** Everything the gateway offers, for one authenticated caller at a time. */
export class Engine {
  readonly #deps: EngineDeps;
  readonly #runs: RunService;
  readonly #builtIns: BuiltInTools;
  readonly #waits: WaitHub;
  #stopWatching: (() => void) | undefined;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#waits = new WaitHub(deps);
    this.#runs = new RunService(deps, createHostFunctions(deps, this.#waits), new ParkedCalls(deps), this.#waits);
    this.#builtIns = createBuiltInTools(deps, async (context, callId, name, input) => {
      const skill = await deps.skills.read(name);
      const code = `import skill from "./skills/${skill.name}@${skill.version}.ts";\nreturn await skill(context);`;
      const timeoutMs = Math.max(1, context.deadlineMs - Date.now());
      const source = { code, language: "typescript", context: input, typecheck: "off", timeoutMs } as const;
      return this.#runs.startSkill(context, callId, source, `${skill.name}@${skill.version}`, skill.durable);
    });
    this.#runs.useBuiltIns(this.#builtIns);
  }

  /** Puts the built-in servers into the catalog, keeps skills current, and takes up runs that were going on. */
  async open(): Promise<void> {
    const { catalog, codegen, skills } = this.#deps;
    catalog.replaceServer(engineServer, engineEntries());
    codegen.setServer(engineServer.name, engineEntries());
    await this.#refreshSkills();
    this.#stopWatching = skills.onChange(() => {
      this.#refreshSkills().catch((error: unknown) =>
        this.#deps.log.error("cannot read the skills folder", { error: String(error) }),
      );
    });
    await this.#waits.open(this.#runs);
    await this.#runs.recover();
  }

  async searchTools(caller: Caller, input: SearchToolsInput): Promise<SearchAnswer> {
    await this.#deps.ensureCatalog();
    return searchTools(this.#deps, this.#policy(caller), input);
  }

  async describeTool(caller: Caller, address: string): Promise<ToolDescription> {
    await this.#deps.ensureCatalog();
    return describeTool(this.#deps, this.#policy(caller), address);
  }

  /** Failures of the code are answers with `success: false`. @throws EngineError `bad_input`, `denied`, `rate_limited` */
  async executeCode(caller: Caller, input: ExecuteCodeInput, hooks: RunHooks = {}): Promise<EngineAnswer> {
    const policy = this.#policy(caller);
    if (!policy.languages.includes(input.language)) {
      throw new EngineError(
        "denied",
        `Cannot run ${input.language}: policy "${policy.name}" allows ${policy.languages.join(", ")}`,
      );
    }
    const source = {
      code: input.code,
      language: input.language,
      context: toJson(input.context),
      typecheck: input.typecheck ?? policy.typecheck,
      timeoutMs: toTimeoutMs(policy, input.timeoutMs),
    };
    return this.#runs.start(
      caller,
      policy,
      { source, sessionName: input.sessionId ?? DEFAULT_SESSION, isDurable: input.durable ?? false },
      hooks,
    );
  }

  async callTool(caller: Caller, input: CallToolInput, hooks: RunHooks = {}): Promise<CallAnswer> {
    await this.#deps.ensureCatalog(hooks.signal);
    return callToolDirectly(this.#deps, this.#runs, this.#builtIns, caller, this.#policy(caller), input, hooks);
  }

  async saveSkill(caller: Caller, input: SaveSkillInput): Promise<PublishedSkill> {
    const published = await saveSkill(this.#deps, caller, this.#policy(caller), input);
    await this.#refreshSkills();
    return published;
  }

  /** @throws EngineError `not_found`, `conflict`, `bad_input` */
  async getRun(caller: Caller, input: GetRunInput, hooks: RunHooks = {}): Promise<EngineAnswer> {
    const record = await this.#ownRun(caller, input.runId);
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

  /** Newest first; an admin sees everyone's. */
  async listRuns(
    caller: Caller,
    filter: { readonly limit: number; readonly status?: readonly RunStatus[] },
  ): Promise<readonly RunRecord[]> {
    return this.#deps.store.runs.list(caller.isAdmin === true ? filter : { ...filter, principal: caller.principal });
  }

  async listApprovals(filter: {
    readonly runId?: string;
    readonly status?: ApprovalRecord["status"];
    readonly limit: number;
  }): Promise<readonly ApprovalRecord[]> {
    return this.#deps.store.approvals.list(filter);
  }

  async getApproval(id: string): Promise<ApprovalRecord> {
    const approval = await this.#deps.store.approvals.get(id);
    if (approval === undefined)
      throw new EngineError("not_found", `Cannot find approval "${id}": there is no such one`);
    return approval;
  }

  /** Parses, validates and type-checks without running. */
  async checkCode(caller: Caller, code: string, language: Language): Promise<readonly Diagnostic[]> {
    const policy = this.#policy(caller);
    await this.#deps.ensureCatalog();
    const typecheck = policy.typecheck === "off" ? "warn" : policy.typecheck;
    const program = await this.#deps.compiler.compile({
      code,
      language,
      host: createModuleHost(this.#deps, policy),
      rules: policy.rules,
      typecheck,
    });
    return program.diagnostics;
  }

  /** An event from outside for every run that waits for one like it. @returns how many took it */
  async signal(type: string, data: Json): Promise<number> {
    return this.#waits.signal(type, data);
  }

  /** Answers what a run asked with ask(). @throws EngineError `not_found` */
  async answerQuestion(runId: string, callId: number, value: Json): Promise<void> {
    await this.#waits.answer(runId, callId, value);
  }

  /** Decides once; a second word, a late one or one's own does nothing and says why. @throws EngineError */
  async decideApproval(caller: Caller, id: string, choice: ApprovalDecision): Promise<ApprovalRecord> {
    const approval = await this.getApproval(id);
    if (!isApprover(approval.approvers, caller.principal, approval.principal)) {
      throw new EngineError(
        "denied",
        `"${caller.principal}" may not decide "${id}": ${caller.principal === approval.principal ? "nobody approves a call of their own" : `approvers are ${approval.approvers.join(", ")}`}`,
      );
    }
    if (approval.status === "pending" && Date.parse(approval.expiresAt) <= Date.now()) {
      await this.#deps.store.approvals.decide(id, { status: "expired", decidedAt: new Date().toISOString() });
      throw new EngineError("expired", `Cannot decide "${id}": it expired at ${approval.expiresAt}`);
    }
    const { record, isDecided } = await this.#deps.store.approvals.decide(id, {
      status: choice.decision === "approve" ? "approved" : "rejected",
      decidedAt: new Date().toISOString(),
      decidedBy: caller.principal,
      ...(choice.editedArguments === undefined ? {} : { editedArguments: choice.editedArguments }),
      ...(choice.note === undefined ? {} : { note: choice.note }),
    });
    if (!isDecided)
      throw new EngineError(
        "conflict",
        `Cannot decide "${id}": it was ${record.status}${record.decidedBy === undefined ? "" : ` by ${record.decidedBy}`} already`,
      );
    const { runId, principal, server, tool } = record;
    const decision = record.status === "approved" ? "approved" : "rejected";
    this.#deps.events.publish(
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
    await this.#deps.store.waits.remove(runId, record.callId);
    this.#runs.resume(runId);
    return record;
  }

  async close(): Promise<void> {
    this.#stopWatching?.();
    this.#waits.close();
    await this.#runs.close();
  }

  async #refreshSkills(): Promise<void> {
    const { catalog, codegen, skills, events } = this.#deps;
    const entries = (await skills.list()).map(toSkillEntry);
    const diff = catalog.replaceServer(skillsServer, entries);
    codegen.setServer(skillsServer.name, entries);
    const changes = { added: diff.added.length, removed: diff.removed.length, changed: diff.changed.length };
    if (changes.added + changes.removed + changes.changed === 0) return;
    events.publish(createEvent("catalog.changed", { server: skillsServer.name, ...changes, total: entries.length }));
  }

  #policy(caller: Caller): Policy {
    return this.#deps.policyFor(caller.principal);
  }

  async #ownRun(caller: Caller, runId: string): Promise<RunRecord> {
    const record = await this.#deps.store.runs.get(runId);
    if (record === undefined || (record.principal !== caller.principal && caller.isAdmin !== true)) {
      throw new EngineError("not_found", `Cannot find run "${runId}": it is none of yours, or past its retention`);
    }
    return record;
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
    if (record.status === "interrupted" || (record.status === "waiting" && (await this.#runs.isReady(record.runId)))) {
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
    const page = readWindow(whole, input, policy.sandbox.outputKb * 1024);
    const { truncated: _whole, ...rest } = answer;
    return { answer: { ...rest, output: page as unknown as Json, logs: [], toolCalls: [] }, content: [] };
  }

  async #answerOf(record: RunRecord): Promise<EngineAnswer> {
    const approvals = record.status === "waiting" ? await pendingApprovals(this.#deps, record.runId) : [];
    const empty: RunAnswer = {
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
    const { approvals: _old, ...kept } = record.answer ?? empty;
    return {
      answer: { ...kept, status: record.status, ...(approvals.length === 0 ? {} : { approvals }) },
      content: [],
    };
  }
}

function delay(ms: number, signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    timer.unref();
    signal?.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
