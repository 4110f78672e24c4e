import {
  type CallToolInput,
  createEvent,
  EngineError,
  type ExecuteCodeInput,
  type GetRunInput,
  type Policy,
  type PublishedSkill,
  type SaveSkillInput,
  type SearchAnswer,
  type SearchToolsInput,
  type ToolDescription,
} from "@sluice/contracts";
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
import type { EngineToolParts } from "./engine-tools.ts";
import { createHostFunctions } from "./host-functions.ts";
import { Operations } from "./operations.ts";
import { ParkedCalls } from "./parked-calls.ts";
import { RunQueries } from "./run-queries.ts";
import type { EngineAnswer } from "./run-records.ts";
import { DEFAULT_SESSION, RunService, toJson, toTimeoutMs } from "./run-service.ts";
import { saveSkill } from "./save-skill.ts";
import { describeTool, searchTools } from "./search.ts";
import { WaitHub } from "./wait-hub.ts";

/** Everything the gateway offers, for one authenticated caller at a time. */
export class Engine {
  readonly #deps: EngineDeps;
  readonly #runs: RunService;
  readonly #builtIns: BuiltInTools;
  readonly #waits: WaitHub;
  readonly #queries: RunQueries;
  readonly operations: Operations;
  #stopWatching: (() => void) | undefined;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#waits = new WaitHub(deps);
    this.#runs = new RunService({
      deps,
      hostFunctions: createHostFunctions(deps, this.#waits),
      parked: new ParkedCalls(deps, this.#waits),
      waits: this.#waits,
    });
    const tools: EngineToolParts = {
      deps,
      listWorkflows: (caller, limit) => this.operations.listWorkflows(caller, limit),
      signal: (type, data, mayHave) => this.#waits.signal(type, data, mayHave),
      cancel: async (caller, runId) => (await this.#queries.get(caller, { runId, action: "cancel" }, {})).answer,
    };
    this.#builtIns = createBuiltInTools(tools, async (context, callId, name, input) => {
      const skill = await deps.skills.read(name);
      const code = `import skill from "./skills/${skill.name}@${skill.version}.ts";\nreturn await skill(context);`;
      const timeoutMs = Math.max(1, context.deadlineMs - Date.now());
      const source = { code, language: "typescript", context: input, typecheck: "off", timeoutMs } as const;
      const call = { source, skill: `${skill.name}@${skill.version}`, isDurable: skill.durable };
      return this.#runs.startSkill(context, callId, call);
    });
    this.#runs.useBuiltIns(this.#builtIns);
    this.#queries = new RunQueries(deps, this.#runs);
    this.operations = new Operations({
      deps,
      runs: this.#runs,
      queries: this.#queries,
      waits: this.#waits,
      program: () => this.#runs.programParts(),
    });
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
    await this.operations.open();
  }

  async searchTools(caller: Caller, input: SearchToolsInput): Promise<SearchAnswer> {
    await this.#deps.ensureCatalog();
    return searchTools(this.#deps, caller.principal, this.#policy(caller), input);
  }

  /** How large an answer the caller's policy lets through; what is larger is cut. */
  answerKb(caller: Caller): number {
    return this.#policy(caller).sandbox.outputKb;
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
    return this.#queries.get(caller, input, hooks);
  }

  async close(): Promise<void> {
    this.#stopWatching?.();
    this.operations.close();
    await this.#runs.close();
    this.#waits.close();
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
}
