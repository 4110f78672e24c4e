import { ProtocolError, ProtocolErrorCode, Server, type ServerContext } from "@modelcontextprotocol/server";
import type { Caller, Engine, Log, RunHooks } from "@sluice/engine";
import { callSurface } from "./call-surface.ts";
import { createLiveNotes } from "./live-notes.ts";
import { offerDecisions, takeDecisions } from "./offer-decision.ts";
import { isSurfaceTool, surfaceDefinitions, toSurfaceDefinitions } from "./tool-definitions.ts";

const INSTRUCTIONS =
  "Sluice stands in front of many MCP servers. Search for tools with searchTools, then write one small TypeScript program for executeCode that calls them, filters and joins there, and returns only what you need. Save what worked with saveSkill.";

/** One connection (stdio) or one request (HTTP) of an agent. Both eras get the same five tools. */
export function createMcpServer(
  engine: Engine,
  log: Log,
  version: string,
  callerOf: (context: ServerContext) => Caller,
): Server {
  const server = new Server(
    { name: "sluice", title: "Sluice", version },
    { capabilities: { tools: {}, logging: {} }, instructions: INSTRUCTIONS },
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
    const result = (await takeDecisions(parts)) ?? (await callSurface(engine, log, caller, name, args, hooks));
    const question = await offerDecisions(parts, result);
    if (question !== undefined) return question;
    return { ...result, content: [...result.content], structuredContent: { ...result.structuredContent } } as never;
  });
  return server;
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
