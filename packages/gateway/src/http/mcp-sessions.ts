import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import {
  type AuthInfo,
  isInitializeRequest,
  isJSONRPCNotification,
  isJSONRPCRequest,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";

/** Clients of 2025-11-25 over HTTP: a session lets a second request cancel the first and set its log level. */
export interface McpSessions {
  /** Undefined where the request neither opens nor names a session: it stands alone. */
  handle(request: Request, body: unknown, authInfo: AuthInfo): Promise<Response> | undefined;
  close(): Promise<void>;
}

export interface McpSessionsOptions {
  readonly createServer: () => Server;
  /** Signs session ids, so that they outlive the gateway and fit one principal alone. */
  readonly secret: string;
  readonly onError: (error: Error) => void;
  /** @default 30 minutes */
  readonly idleMs?: number;
  /** Beyond it the one longest idle makes room. @default 1000 */
  readonly maxSessions?: number;
}

interface Session {
  readonly server: Server;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  usedAtMs: number;
  openResponses: number;
}

const HEADER = "mcp-session-id";
const DEFAULT_IDLE_MS = 30 * 60_000;
const DEFAULT_MAX_SESSIONS = 1_000;
/** Ids ended by DELETE that are still refused; older ones would only open an empty session again. */
const MAX_ENDED = 10_000;

/**
 * A session holds nothing but requests under way, so one that the gateway forgot (it restarted, the client slept)
 * is opened again under its id instead of failing the client.
 */
export function createMcpSessions(options: McpSessionsOptions): McpSessions {
  const { createServer, secret, onError, idleMs = DEFAULT_IDLE_MS, maxSessions = DEFAULT_MAX_SESSIONS } = options;
  const sessions = new Map<string, Session>();
  const opening = new Map<string, Promise<Session>>();
  const ended = new Set<string>();
  const sweep = setInterval(() => {
    for (const [id, session] of sessions)
      if (session.openResponses === 0 && Date.now() - session.usedAtMs > idleMs) end(id);
  }, 60_000);
  sweep.unref();

  const sign = (nonce: string, principal: string): string =>
    createHmac("sha256", secret)
      .update(JSON.stringify(["mcp-session", nonce, principal]))
      .digest("base64url");

  function isOwn(id: string, principal: string): boolean {
    const [nonce = "", signature = ""] = id.split(".");
    const expected = Buffer.from(sign(nonce, principal));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected) && !ended.has(id);
  }

  function end(id: string): void {
    const session = sessions.get(id);
    sessions.delete(id);
    session?.server.close().catch(onError);
  }

  function makeRoom(): void {
    if (sessions.size < maxSessions) return;
    const idle = [...sessions].filter(([, session]) => session.openResponses === 0);
    const oldest = idle.sort(([, a], [, b]) => a.usedAtMs - b.usedAtMs)[0] ?? [...sessions][0];
    if (oldest !== undefined) end(oldest[0]);
  }

  async function open(id: string): Promise<Session> {
    makeRoom();
    const server = createServer();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessionclosed: () => {
        sessions.delete(id);
        ended.add(id);
        for (const old of ended) {
          if (ended.size <= MAX_ENDED) break;
          ended.delete(old);
        }
      },
    });
    transport.onerror = onError;
    await server.connect(transport);
    const session = { server, transport, usedAtMs: Date.now(), openResponses: 0 };
    sessions.set(id, session);
    return session;
  }

  /** The client greeted long ago; the new transport needs a greeting all the same. */
  async function reopen(id: string, request: Request): Promise<Session> {
    const session = await open(id);
    const greeting = {
      jsonrpc: "2.0",
      id: "reopen",
      method: "initialize",
      params: {
        protocolVersion: request.headers.get("mcp-protocol-version") ?? "2025-11-25",
        capabilities: {},
        clientInfo: { name: "reopened", version: "0" },
      },
    };
    const headers = { accept: "application/json, text/event-stream", "content-type": "application/json" };
    const response = await session.transport.handleRequest(new Request(request.url, { method: "POST", headers }), {
      parsedBody: greeting,
    });
    await response.text();
    return session;
  }

  async function serve(session: Session, request: Request, body: unknown, authInfo: AuthInfo): Promise<Response> {
    const { transport } = session;
    const messages = Array.isArray(body) ? body : [body];
    const asked = messages.filter(isJSONRPCRequest).map(({ id }) => id);
    // Nothing resumes a stream of ours, so who drops it can never read the answer.
    const cancel = (): void => {
      for (const requestId of asked)
        transport.onmessage?.({
          jsonrpc: "2.0",
          method: "notifications/cancelled",
          params: { requestId, reason: "The client went away" },
        });
    };
    request.signal.addEventListener("abort", cancel, { once: true });
    session.usedAtMs = Date.now();
    session.openResponses += 1;
    const response = await transport.handleRequest(request, {
      ...(body === undefined ? {} : { parsedBody: body }),
      authInfo,
    });
    // A cancelled request gets no answer: its stream must end some other way.
    for (const message of messages.filter(isJSONRPCNotification)) {
      const { requestId } = (message.params ?? {}) as { requestId?: string | number };
      if (message.method === "notifications/cancelled" && requestId !== undefined) transport.closeSSEStream(requestId);
    }
    return onceRead(response, () => {
      request.signal.removeEventListener("abort", cancel);
      session.openResponses -= 1;
      session.usedAtMs = Date.now();
    });
  }

  return {
    handle(request, body, authInfo) {
      const principal = authInfo.clientId;
      const id = request.headers.get(HEADER);
      if (id === null) {
        if (!isInitializeRequest(body)) return undefined;
        const nonce = randomBytes(18).toString("base64url");
        return open(`${nonce}.${sign(nonce, principal)}`).then((session) => serve(session, request, body, authInfo));
      }
      if (!isOwn(id, principal)) return Promise.resolve(refuseSession());
      const known = sessions.get(id);
      if (known !== undefined) return serve(known, request, body, authInfo);
      const reopened = opening.get(id) ?? reopen(id, request).finally(() => opening.delete(id));
      opening.set(id, reopened);
      return reopened.then((session) => serve(session, request, body, authInfo));
    },
    async close() {
      clearInterval(sweep);
      const servers = [...sessions.values()].map(({ server }) => server.close());
      sessions.clear();
      await Promise.allSettled(servers);
    },
  };
}

/** Calls back when the body was read to its end, or given up. */
function onceRead(response: Response, done: () => void): Response {
  if (response.body === null) {
    done();
    return response;
  }
  let isDone = false;
  const finish = (): void => {
    if (!isDone) done();
    isDone = true;
  };
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done: isEnd, value } = await reader.read();
      if (!isEnd) return controller.enqueue(value);
      finish();
      controller.close();
    },
    async cancel(reason) {
      finish();
      await reader.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}

function refuseSession(): Response {
  return Response.json(
    { jsonrpc: "2.0", error: { code: -32001, message: "Session not found" }, id: null },
    { status: 404 },
  );
}
