import {
  type InputRequiredResult,
  type InputResponses,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Caller, Engine, Log, RunHooks } from "@sluice/engine";
import { type AskingCalls, isQuestion, readOffers } from "./asking-calls.ts";
import { callSurface, type SurfaceResult } from "./call-surface.ts";
import { createLiveNotes } from "./live-notes.ts";
import { type DecisionParts, offerDecisions, takeDecisions } from "./offer-decision.ts";
import { isSurfaceTool, surfaceDefinitions, toSurfaceDefinitions } from "./tool-definitions.ts";

const INSTRUCTIONS =
  "Sluice stands in front of many MCP servers. Search for tools with searchTools, then write one small TypeScript program for executeCode that calls them, filters and joins there, and returns only what you need. Save what worked with saveSkill.";

/** Rounds of questions in one call, for clients of 2025-11-25; each may hold several. */
const MAX_ROUNDS = 100;

/** One connection (stdio) or one request (HTTP) of an agent. Both eras get the same five tools. */
export function createMcpServer(
  engine: Engine,
  log: Log,
  version: string,
  callerOf: (context: ServerContext) => Caller,
  asking: AskingCalls,
): Server {
  const server = new Server(
    { name: "sluice", title: "Sluice", version },
    {
      capabilities: { tools: {}, logging: {} },
      instructions: INSTRUCTIONS,
      inputRequired: { maxRounds: MAX_ROUNDS },
    },
  );
  server.setRequestHandler("tools/list", async (_request, context) => ({
    tools: toSurfaceDefinitions(engine.answerKb(callerOf(context))).map((definition) => ({ ...definition })),
  }));
  server.setRequestHandler("tools/call", async (request, context) => {
    const { name, arguments: args } = request.params;
    if (!isSurfaceTool(name))
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `There is no tool "${name}"; the tools are ${surfaceDefinitions.map((tool) => tool.name).join(", ")}`,
      );
    const caller = callerOf(context);
    const hooks = toHooks(context);
    const parts = { engine, log, server, context, caller, hooks };
    const result = (await takeDecisions(parts)) ?? (await callInRounds(parts, asking, name, args));
    if (isQuestion(result)) return result;
    const question = await offerDecisions(parts, result);
    if (question !== undefined) return question;
    return { ...result, content: [...result.content], structuredContent: { ...result.structuredContent } } as never;
  });
  return server;
}

/** A call in which servers may ask the client something: the same call, in as many rounds as there are questions. */
async function callInRounds(
  { engine, log, server, context, caller, hooks }: DecisionParts,
  asking: AskingCalls,
  name: string,
  args: unknown,
): Promise<SurfaceResult | InputRequiredResult> {
  const { mcpReq } = context;
  const next = await asking.goOn(
    caller.principal,
    mcpReq.requestState(),
    mcpReq.inputResponses as InputResponses | undefined,
    mcpReq.signal,
  );
  if (next !== undefined) return next;
  const call: Parameters<AskingCalls["begin"]>[3] = (own) =>
    callSurface(engine, log, caller, name, args, { ...hooks, ...own });
  return asking.begin(caller.principal, readOffers(server, context), mcpReq.signal, call);
}

function toHooks(context: ServerContext): RunHooks {
  const { mcpReq } = context;
  const notes = createLiveNotes(context);
  const traceparent: unknown = mcpReq._meta?.traceparent;
  return {
    signal: mcpReq.signal,
    ...(typeof traceparent === "string" ? { traceparent } : {}),
    onProgress: notes.progress,
    onLog: notes.line,
  };
}
