import {
  type AuthInfo,
  createMcpHandler,
  DEFAULT_MAX_REQUEST_BODY_SIZE,
  isLegacyRequest,
  readRequestBody,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Caller, Engine, Log } from "@sluice/engine";
import { AskingCalls } from "../mcp/asking-calls.ts";
import { createMcpServer } from "../mcp/mcp-server.ts";
import { LOCAL_PRINCIPAL } from "./guard.ts";
import { createMcpSessions } from "./mcp-sessions.ts";

export interface McpEndpoint {
  fetch(request: Request, caller: Caller): Promise<Response>;
  close(): Promise<void>;
}

export interface McpEndpointParts {
  readonly engine: Engine;
  readonly log: Log;
  readonly version: string;
  readonly adminToken: string;
}

/** MCP over Streamable HTTP: 2026-07-28 without sessions, 2025-11-25 with them or without. */
export function createMcpEndpoint({ engine, log, version, adminToken }: McpEndpointParts): McpEndpoint {
  // Shared, since each request may have a server of its own.
  const asking = new AskingCalls();
  const createServer = (): Server => createMcpServer(engine, log, version, callerOf, asking);
  const onError = (error: Error): void => log.warn("mcp", { error: error.message });
  const handler = createMcpHandler(createServer, { onerror: onError });
  const sessions = createMcpSessions({ createServer, secret: adminToken, onError });
  return {
    async fetch(request, { principal, isAdmin = false }) {
      const authInfo: AuthInfo = { token: "", clientId: principal, scopes: [], extra: { principal, isAdmin } };
      if (request.method !== "POST") {
        return (await sessions.handle(request, undefined, authInfo)) ?? handler.fetch(request, { authInfo });
      }
      const body = await readRequestBody(request, DEFAULT_MAX_REQUEST_BODY_SIZE);
      if (body.tooLarge) return refuse(413, -32000, `The request is over ${DEFAULT_MAX_REQUEST_BODY_SIZE} bytes`);
      let parsedBody: unknown;
      try {
        parsedBody = JSON.parse(body.text);
      } catch {
        return refuse(400, -32700, "Parse error: the body is not JSON");
      }
      const session = (await isLegacyRequest(request, parsedBody))
        ? sessions.handle(request, parsedBody, authInfo)
        : undefined;
      return session ?? handler.fetch(request, { authInfo, parsedBody });
    },
    async close() {
      await Promise.allSettled([handler.close(), sessions.close()]);
    },
  };
}

function callerOf(context: ServerContext): Caller {
  const extra = context.http?.authInfo?.extra as { principal?: string; isAdmin?: boolean } | undefined;
  return { principal: extra?.principal ?? LOCAL_PRINCIPAL, isAdmin: extra?.isAdmin ?? false };
}

function refuse(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: null }, { status });
}
