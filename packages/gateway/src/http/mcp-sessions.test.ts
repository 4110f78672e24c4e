import { type AuthInfo, Server } from "@modelcontextprotocol/server";
import { describe, expect, test } from "vitest";
import { createMcpSessions, type McpSessions } from "./mcp-sessions.ts";

const url = "http://127.0.0.1/mcp";
const ann: AuthInfo = { token: "", clientId: "ann", scopes: [] };
const bob: AuthInfo = { ...ann, clientId: "bob" };

function openSessions(maxSessions = 10, secret = "a secret of this test") {
  let servers = 0;
  const createServer = (): Server => {
    servers += 1;
    const server = new Server({ name: "test", version: "1" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", async () => ({ tools: [] }));
    return server;
  };
  const sessions = createMcpSessions({ createServer, secret, onError: () => undefined, maxSessions });
  return { sessions, servers: () => servers, [Symbol.asyncDispose]: () => sessions.close() };
}

async function send(sessions: McpSessions, body: Record<string, unknown>, id?: string, who = ann): Promise<Response> {
  const accept = "application/json, text/event-stream";
  const headers = { accept, "content-type": "application/json", ...(id === undefined ? {} : { "mcp-session-id": id }) };
  const message = { jsonrpc: "2.0", ...body };
  const response = await sessions.handle(new Request(url, { method: "POST", headers }), message, who);
  if (response === undefined) throw new Error("it belongs to no session");
  return response;
}

async function greet(sessions: McpSessions, who = ann): Promise<string> {
  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  const response = await send(sessions, { id: 1, method: "initialize", params }, undefined, who);
  await response.text();
  return response.headers.get("mcp-session-id") ?? "";
}

const list = { id: 2, method: "tools/list", params: {} };

describe("createMcpSessions()", () => {
  test("keeps one server a session, and gives each a name of its own", async () => {
    await using opened = openSessions();
    const ids = [await greet(opened.sessions), await greet(opened.sessions)];
    expect(new Set(ids).size).toBe(2);
    const response = await send(opened.sessions, list, ids[0]);
    expect(await response.text()).toContain('"tools":[]');
    expect(opened.servers()).toBe(2);
  });

  test("leaves alone what neither opens nor names a session", async () => {
    await using opened = openSessions();
    expect(opened.sessions.handle(new Request(url), { jsonrpc: "2.0", ...list }, ann)).toBeUndefined();
    expect(opened.servers()).toBe(0);
  });

  test("refuses another principal, another gateway's secret and a changed name", async () => {
    await using opened = openSessions();
    await using other = openSessions(10, "another secret");
    const id = await greet(opened.sessions);
    expect((await send(opened.sessions, list, id, bob)).status).toBe(404);
    expect((await send(other.sessions, list, id)).status).toBe(404);
    expect((await send(opened.sessions, list, `x${id}`)).status).toBe(404);
    expect((await send(opened.sessions, list, id)).status).toBe(200);
  });

  test("makes room for a new one, and opens the forgotten one again when it comes back", async () => {
    await using opened = openSessions(1);
    const first = await greet(opened.sessions);
    const second = await greet(opened.sessions);
    for (const id of [first, second, first]) {
      const response = await send(opened.sessions, list, id);
      expect(response.headers.get("mcp-session-id")).toBe(id);
      expect(await response.text()).toContain('"tools":[]');
    }
  });

  test("opens a forgotten one once for requests that come together", async () => {
    await using opened = openSessions();
    const id = await greet(opened.sessions);
    await using later = openSessions();
    const replies = await Promise.all([2, 3, 4].map((each) => send(later.sessions, { ...list, id: each }, id)));
    for (const [index, reply] of replies.entries()) expect(await reply.text()).toContain(`"id":${index + 2}`);
    expect(later.servers()).toBe(1);
  });

  test("does not open one again that its client ended", async () => {
    await using opened = openSessions();
    const id = await greet(opened.sessions);
    const headers = { "mcp-session-id": id };
    const ended = await opened.sessions.handle(new Request(url, { method: "DELETE", headers }), undefined, ann);
    expect(ended?.status).toBe(200);
    expect((await send(opened.sessions, list, id)).status).toBe(404);
  });
});
