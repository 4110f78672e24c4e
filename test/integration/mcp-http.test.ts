import { connect } from "node:net";
import { readConfig } from "@sluice/gateway";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGatewayFolder, openTestGateway, type TestGateway } from "../fixtures/gateway.ts";
import { sendLegacy, sendModern } from "../fixtures/raw-mcp.ts";
import { sendRequest } from "../fixtures/send-request.ts";

const routes = ["/mcp", "/events", "/metrics", "/healthz", "/api/runs", "/"] as const;

const evilHosts = [
  "evil.example",
  "evil.example:7411",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "evil.example@127.0.0.1",
  "127.0.0.1@evil.example",
  "127.0.0.1#evil.example",
  "127.0.0.1/evil",
  "127.0.0.1 evil",
  "0.0.0.0",
  "127.1",
  "2130706433",
  "0x7f.0.0.1",
  "[::ffff:127.0.0.1]",
  "[::]",
  "localhost:http",
  "localhost:999999",
  "localhost.",
  "169.254.169.254",
];
const evilOrigins = [
  "null",
  "https://evil.example",
  "http://evil.example:7411",
  "http://localhost.evil.example",
  "http://127.0.0.1.evil.example",
  "http://localhost@evil.example",
  "http://0.0.0.0:7411",
  "http://[::]:7411",
  "file://",
  "chrome-extension://abcdefghijklmnop",
  "localhost",
  "ftp://localhost",
];

/** With headers as written: fetch() would not send them. */
describe("the HTTP side of a gateway", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openTestGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(evilHosts)('refuses Host "%s" on every route', async (host) => {
    for (const route of routes) {
      const { status, text } = await sendRequest(gateway.url + route, { host });
      // 400 where it is no host name at all.
      expect([route, [400, 403].includes(status)]).toEqual([route, true]);
      expect(text).not.toMatch(/sluice|instance/i);
    }
  });

  test.each(evilOrigins)('refuses Origin "%s" on every route', async (origin) => {
    for (const route of routes) {
      const { status } = await sendRequest(gateway.url + route, { origin });
      expect([route, status]).toEqual([route, 403]);
    }
    const { status } = await sendRequest(`${gateway.url}/mcp`, { origin, "content-type": "application/json" }, "POST");
    expect(status).toBe(403);
  });

  test.each(["http://localhost:3000", "http://127.0.0.1", "http://[::1]:5173", undefined])(
    "serves Origin %s, which is this machine",
    async (origin) => {
      const { status } = await sendRequest(`${gateway.url}/healthz`, origin === undefined ? {} : { origin });
      expect(status).toBe(200);
    },
  );

  test("sends no header that would let a page of another origin read an answer", async () => {
    const { headers } = await fetch(`${gateway.url}/healthz`);
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  test("serves hosts and origins that an admin named", async () => {
    const http = { port: 0, allowedHosts: ["sluice.intern"], allowedOrigins: ["https://desk.example"] };
    await using other = await openTestGateway({ config: { http } });
    expect((await sendRequest(`${other.url}/healthz`, { host: "sluice.intern:7411" })).status).toBe(200);
    expect((await sendRequest(`${other.url}/healthz`, { host: "other.intern" })).status).toBe(403);
    expect((await sendRequest(`${other.url}/healthz`, { origin: "https://desk.example" })).status).toBe(200);
    expect((await sendRequest(`${other.url}/healthz`, { origin: "https://desk.example.evil.example" })).status).toBe(
      403,
    );
  });

  test("listens on 127.0.0.1 alone by default", async () => {
    const port = Number(new URL(gateway.url).port);
    expect(new URL(gateway.url).hostname).toBe("127.0.0.1");
    const socket = connect(port, "127.0.0.2");
    const outcome = await new Promise<string>((resolve) => {
      socket.once("connect", () => resolve("connected"));
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    });
    socket.destroy();
    expect(outcome).not.toBe("connected");
  });

  test("readConfig() refuses to listen beyond loopback without tokens", () => {
    using folder = createGatewayFolder({ config: { http: { host: "0.0.0.0" } } });
    expect(() => readConfig({ config: folder.configFile }, {}, folder.dir)).toThrow(/http\.tokens/);
    expect(readConfig({ config: folder.configFile, host: "127.0.0.1" }, {}, folder.dir).http.host).toBe("127.0.0.1");
  });

  test.each([
    ["no JSON", "{", 400, -32700],
    ["a body over the limit", JSON.stringify({ pad: "x".repeat(5_000_000) }), 413, -32000],
    ["no message", '"hello"', 400, undefined],
  ])("answers %s with an error of JSON-RPC", async (_title, body, status, code) => {
    const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
    const response = await fetch(gateway.mcpUrl, { method: "POST", headers, body });
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: { code: number } };
    expect(error.code).toBe(code ?? error.code);
  });

  test("refuses a request of 2026-07-28 whose headers and body name different tools", async () => {
    const reply = await sendModern(
      gateway.mcpUrl,
      1,
      "executeCode",
      { code: "return 1" },
      { "mcp-name": "searchTools" },
    );
    expect(reply.status).toBe(400);
    expect(reply.message).toMatchObject({ error: { code: -32020 } });
  });

  test("answers a call of a tool it does not have with an error of the protocol that names those it has", async () => {
    const reply = await sendModern(gateway.mcpUrl, 1, "deleteEverything", {});
    expect(reply.message).toMatchObject({ error: { code: -32602, message: expect.stringContaining("searchTools") } });
  });

  test("answers a request of 2025-11-25 that belongs to no session", async () => {
    const reply = await sendLegacy(gateway.mcpUrl, 5, "tools/call", {
      name: "executeCode",
      arguments: { code: "return 5" },
    });
    expect(reply.message).toMatchObject({ id: 5, result: { structuredContent: { output: 5 } } });
  });
});
