import {
  EngineError,
  type Json,
  type JsonObject,
  type JsonSchema,
  searchToolsInput,
  type ToolDefinition,
} from "@sluice/contracts";
import type { Caller, EngineDeps } from "./deps.ts";
import type { RunContext } from "./run-context.ts";
import { describeTool, searchTools } from "./search.ts";
import type { WorkflowStatus } from "./workflows.ts";

export interface EngineToolParts {
  readonly deps: EngineDeps;
  listWorkflows(caller: Caller, limit: number): Promise<readonly WorkflowStatus[]>;
  signal(type: string, data: Json, mayHave: (runId: string) => Promise<boolean>): Promise<number>;
  cancel(caller: Caller, runId: string): Promise<{ readonly status: string }>;
}

interface EngineTool extends ToolDefinition {
  readonly run: (parts: EngineToolParts, context: RunContext, args: JsonObject) => Promise<unknown>;
}

const object = (properties: JsonObject, required: readonly string[] = []): JsonSchema => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const limit = { type: "integer", minimum: 1, maximum: 100 };
const readOnly = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };
const effect = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false };

/** Agent code has no more rights here than its principal, whoever started it. */
const callerOf = (context: RunContext): Caller => ({ principal: context.caller.principal });
const toLimit = (args: JsonObject): number => (typeof args.limit === "number" ? args.limit : 20);

/** What the engine offers as tools of its own: found, governed and journaled like any other. */
export const engineTools: readonly EngineTool[] = [
  {
    name: "search_tools",
    description: "Search the catalog of tools and skills",
    annotations: readOnly,
    inputSchema: object(
      {
        query: { type: "string" },
        server: { type: "string" },
        readOnly: { type: "boolean" },
        limit: { type: "integer" },
      },
      ["query"],
    ),
    run: ({ deps }, context, args) =>
      searchTools(deps, context.caller.principal, context.policy, searchToolsInput.parse(args)),
  },
  {
    name: "describe_tool",
    description: "The full TypeScript declaration of one tool",
    annotations: readOnly,
    inputSchema: object({ address: { type: "string" } }, ["address"]),
    run: ({ deps }, context, args) => describeTool(deps, context.policy, String(args.address)),
  },
  {
    name: "list_servers",
    description: "Connected servers, their state and their number of tools",
    annotations: readOnly,
    inputSchema: object({}),
    run: async ({ deps }) =>
      deps.upstream.servers().map(({ server, state, tools, reason }) => ({
        server,
        state,
        tools,
        ...(reason === undefined ? {} : { reason }),
      })),
  },
  {
    name: "list_runs",
    description: "Your latest runs, newest first",
    annotations: readOnly,
    inputSchema: object({ limit }),
    run: async ({ deps }, context, args) => {
      const runs = await deps.store.runs.list({ ...callerOf(context), limit: toLimit(args) });
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
  {
    name: "list_workflows",
    description: "Your durable runs that are under way: where they stand, what they wait for and since when",
    annotations: readOnly,
    inputSchema: object({ limit }),
    run: (parts, context, args) => parts.listWorkflows(callerOf(context), toLimit(args)),
  },
  {
    name: "send_event",
    description: "Hand an event to your runs that wait for one of that type with waitForEvent; tells how many took it",
    annotations: effect,
    inputSchema: object({ type: { type: "string", minLength: 1, maxLength: 128 }, data: {} }, ["type"]),
    run: async (parts, context, args) => ({ taken: await sendEvent(parts, context, args) }),
  },
  {
    name: "cancel_run",
    description: "Cancel one of your runs; its code is told and can clean up",
    annotations: { ...effect, destructiveHint: true, idempotentHint: true },
    inputSchema: object({ runId: { type: "string" } }, ["runId"]),
    run: async (parts, context, args) => {
      const runId = String(args.runId);
      if (context.runId === runId || context.runId.startsWith(`${runId}.`))
        throw new EngineError("conflict", `Cannot cancel "${runId}": it is this run itself; throw or return instead`);
      const { status } = await parts.cancel(callerOf(context), runId);
      return { runId, status };
    },
  },
];

/** Personal data stays in its session: only there is it known whose it is and where it may go. */
async function sendEvent({ deps, signal }: EngineToolParts, context: RunContext, args: JsonObject): Promise<number> {
  const data = args.data ?? null;
  const isPersonal = context.pii.inspect(data).length > 0;
  return signal(String(args.type), data, async (runId) => {
    const run = await deps.store.runs.get(runId);
    if (run?.principal !== context.caller.principal) return false;
    return !isPersonal || run.session === context.sessionName;
  });
}
