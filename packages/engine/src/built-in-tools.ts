import {
  createToolEntry,
  type Json,
  type JsonObject,
  type JsonSchema,
  type ServerEntry,
  type SkillMetadata,
  searchToolsInput,
  type ToolEntry,
  type ToolOutcome,
  toPublicError,
} from "@sluice/contracts";
import type { EngineDeps } from "./deps.ts";
import type { RunContext } from "./run-context.ts";
import { describeTool, searchTools } from "./search.ts";

export const SKILLS_SERVER = "skills";
const ENGINE_SERVER = "engine";

/** Parked: a skill that waits for a person; the caller waits with it. */
export type BuiltInOutcome = ToolOutcome | { readonly kind: "parked" };

export interface BuiltInTools {
  call(context: RunContext, callId: number, entry: ToolEntry, args: JsonObject): Promise<BuiltInOutcome>;
}

export function isBuiltIn(server: string): boolean {
  return server === SKILLS_SERVER || server === ENGINE_SERVER;
}

export const engineServer: ServerEntry = {
  name: ENGINE_SERVER,
  title: "Sluice itself",
  description: "Search, describe and look after runs",
};
export const skillsServer: ServerEntry = {
  name: SKILLS_SERVER,
  title: "Saved skills",
  description: "Programs that proved themselves, by version",
};

const object = (properties: JsonObject, required: readonly string[] = []): JsonSchema => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const readOnly = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };

type EngineTool = (deps: EngineDeps, context: RunContext, args: JsonObject) => Promise<unknown>;

const definitions: readonly {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly run: EngineTool;
}[] = [
  {
    name: "search_tools",
    description: "Search the catalog of tools and skills",
    inputSchema: object({ query: { type: "string" }, server: { type: "string" }, limit: { type: "integer" } }, [
      "query",
    ]),
    run: (deps, context, args) => searchTools(deps, context.policy, searchToolsInput.parse(args)),
  },
  {
    name: "describe_tool",
    description: "The full TypeScript declaration of one tool",
    inputSchema: object({ address: { type: "string" } }, ["address"]),
    run: (deps, context, args) => describeTool(deps, context.policy, String(args.address)),
  },
  {
    name: "list_servers",
    description: "Connected servers, their state and their number of tools",
    inputSchema: object({}),
    run: (deps) =>
      Promise.resolve(
        deps.upstream.servers().map(({ server, state, tools, reason }) => ({
          server,
          state,
          tools,
          ...(reason === undefined ? {} : { reason }),
        })),
      ),
  },
  {
    name: "list_runs",
    description: "Your latest runs, newest first",
    inputSchema: object({ limit: { type: "integer", minimum: 1, maximum: 100 } }),
    run: async (deps, context, args) => {
      const runs = await deps.store.runs.list({
        principal: context.caller.principal,
        limit: typeof args.limit === "number" ? args.limit : 20,
      });
      return runs.map(({ runId, status, startedAt, endedAt, toolCallCount, errorCode, skill }) => ({
        runId,
        status,
        startedAt,
        endedAt,
        toolCallCount,
        errorCode,
        skill,
      }));
    },
  },
];

export function engineEntries(): readonly ToolEntry[] {
  return definitions.map(({ name, description, inputSchema }) =>
    createToolEntry(ENGINE_SERVER, { name, description, inputSchema, annotations: readOnly }),
  );
}

/** A skill is called with one object; without a declared schema it takes any. */
export function toSkillEntry(skill: SkillMetadata): ToolEntry {
  const current = skill.versions.find((version) => version.version === skill.current);
  return createToolEntry(
    SKILLS_SERVER,
    {
      name: skill.name,
      description: skill.description,
      inputSchema: current?.inputSchema ?? { type: "object" },
      ...(current?.outputSchema === undefined ? {} : { outputSchema: current.outputSchema }),
      annotations: {},
    },
    "skill",
  );
}

export function createBuiltInTools(
  deps: EngineDeps,
  runSkill: (context: RunContext, callId: number, skill: string, input: JsonObject) => Promise<BuiltInOutcome>,
): BuiltInTools {
  return {
    async call(context, callId, entry, args) {
      if (entry.server === SKILLS_SERVER) return runSkill(context, callId, entry.name, args);
      const tool = definitions.find((definition) => definition.name === entry.name);
      if (tool === undefined)
        return {
          kind: "failed",
          failure: { code: "unknown_tool", message: `There is no ${entry.address}`, retryable: false },
        };
      try {
        const value = await tool.run(deps, context, args);
        return { kind: "ok", value: JSON.parse(JSON.stringify(value)) as Json };
      } catch (error) {
        const { code, message } = toPublicError(error);
        return { kind: "failed", failure: { code, message, retryable: false } };
      }
    },
  };
}
