import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@sluice/gateway";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { followEvents } from "../fixtures/events.ts";
import { createGatewayFolder, openTestGateway, type TestGateway } from "../fixtures/gateway.ts";
import { connectPeer } from "../fixtures/peers.ts";
import { type RawReply, sendLegacy, sendModern } from "../fixtures/raw-mcp.ts";
import { sendRequest } from "../fixtures/send-request.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";
import { until } from "../fixtures/until.ts";

describe("a gateway with http.tokens", () => {
  const file = join(mkdtempSync(join(tmpdir(), "sluice-slow-")), "slow");
  const tokens = { "team-a/ann": "ann-has-a-long-token", "team-b/bob": "bob-has-a-long-token" };
  const ann = { authorization: `Bearer ${tokens["team-a/ann"]}` };
  const bob = { authorization: `Bearer ${tokens["team-b/bob"]}` };
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openTestGateway({
      config: { http: { port: 0, tokens } },
      servers: { slow: toFixture("slow", "--file", file) },
    });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const notes = (word: string): number => {
    try {
      return readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line === word).length;
    } catch {
      return 0;
    }
  };
  const openSession = async (headers: Record<string, string>): Promise<string> => {
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } };
    const reply = await sendLegacy(gateway.mcpUrl, 1, "initialize", params, headers);
    const id = reply.headers.get("mcp-session-id") ?? "";
    expect(id).not.toBe("");
    return id;
  };

  test.each([
    ["none", {}],
    ["a wrong one", { authorization: "Bearer somebody-elses-token" }],
    ["another scheme", { authorization: `Basic ${tokens["team-a/ann"]}` }],
    ["one with a word more", { authorization: `Bearer ${tokens["team-a/ann"]} x` }],
    ["an empty one", { authorization: "Bearer " }],
  ])("refuses a caller with a token that is %s", async (_title, headers: Record<string, string>) => {
    for (const route of ["/mcp", "/events", "/metrics", "/api/runs"]) {
      const { status } = await sendRequest(gateway.url + route, headers);
      expect([route, status]).toEqual([route, 401]);
    }
    expect((await fetch(`${gateway.url}/api/runs`)).headers.get("www-authenticate")).toContain("Bearer");
  });

  test("health needs no token, and says nothing of servers or runs", async () => {
    const response = await fetch(`${gateway.url}/healthz`);
    expect(Object.keys((await response.json()) as object).sort()).toEqual(["instance", "name", "status", "version"]);
  });

  test.each(["v2 auto", "v2 of 2025-11-25", "v1"] as const)("a %s client brings its token", async (kind) => {
    await using peer = await connectPeer(kind, { url: gateway.mcpUrl, headers: ann });
    const { data } = await peer.call("executeCode", { code: "return 'ann'" });
    expect(data.output).toBe("ann");
    await expect(connectPeer(kind, { url: gateway.mcpUrl })).rejects.toThrow();
  });

  test("one principal sees neither runs nor events of another", async () => {
    await using own = await followEvents(gateway.url, ann);
    await using others = await followEvents(gateway.url, bob);
    await using admin = await followEvents(gateway.url, { authorization: `Bearer ${gateway.gateway.adminToken}` });
    const reply = await sendModern(gateway.mcpUrl, 1, "executeCode", { code: "throw new Error('of ann')" }, ann);
    const { runId } = reply.data as { runId: string };
    const foreign = await sendModern(gateway.mcpUrl, 2, "getRun", { runId }, bob);
    expect(foreign.data).toMatchObject({ success: false, error: { code: "not_found" } });
    const listed = await fetch(`${gateway.url}/api/runs`, { headers: bob });
    expect(await listed.text()).not.toContain(runId);
    expect((await fetch(`${gateway.url}/api/runs/${runId}`, { headers: bob })).status).toBe(404);
    await own.waitFor("run.failed", (data) => data.runId === runId);
    await admin.waitFor("run.failed", (data) => data.runId === runId);
    const later = await sendModern(gateway.mcpUrl, 3, "executeCode", { code: "return 1" }, bob);
    const { runId: bobs } = later.data as { runId: string };
    await others.waitFor("run.completed", (data) => data.runId === bobs);
    expect(others.events.some((event) => JSON.stringify(event).includes(runId))).toBe(false);
  });

  test("the admin token acts for whom it names, and nobody else's token does", async () => {
    const asBob = { ...ann, "x-sluice-principal": "team-b/bob" };
    const ofAnn = await sendModern(gateway.mcpUrl, 1, "executeCode", { code: "return 1" }, asBob);
    const { runId } = ofAnn.data as { runId: string };
    expect((await fetch(`${gateway.url}/api/runs/${runId}`, { headers: ann })).status).toBe(200);
    expect((await fetch(`${gateway.url}/api/runs/${runId}`, { headers: bob })).status).toBe(404);
  });

  test.each(["2026-07-28", "2025-11-25"])(
    "clients in parallel with equal JSON-RPC ids get their own answers (%s)",
    async (era) => {
      const sessions = { ann: await openSession(ann), bob: await openSession(bob) };
      const ask = (who: "ann" | "bob", n: number): Promise<RawReply> => {
        const token = who === "ann" ? ann : bob;
        const code = `await servers.slow.wait({ ms: ${(n * 37) % 200} }); console.log("${who}-${n}"); return "${who}-${n}";`;
        if (era === "2026-07-28") return sendModern(gateway.mcpUrl, n, "executeCode", { code }, token);
        const params = { name: "executeCode", arguments: { code } };
        return sendLegacy(gateway.mcpUrl, n, "tools/call", params, { ...token, "mcp-session-id": sessions[who] });
      };
      const asked = Array.from({ length: 12 }, (_, n) => [
        { n, who: "ann" as const },
        { n, who: "bob" as const },
      ]).flat();
      const replies = await Promise.all(asked.map(({ n, who }) => ask(who, n)));
      for (const [index, reply] of replies.entries()) {
        const { n, who } = asked[index] ?? { n: -1, who: "" };
        expect(reply.message).toMatchObject({ id: n, result: { structuredContent: { output: `${who}-${n}` } } });
        expect(reply.text).not.toContain(who === "ann" ? "bob-" : "ann-");
      }
    },
  );

  test("a session serves its own principal alone, and nobody else ends or cancels it", async () => {
    const session = await openSession(ann);
    const params = { name: "executeCode", arguments: { code: "await servers.slow.wait({ ms: 600000 });" } };
    const started = notes("started");
    const abort = new AbortController();
    const call = sendLegacy(
      gateway.mcpUrl,
      7,
      "tools/call",
      params,
      { ...ann, "mcp-session-id": session },
      abort.signal,
    );
    const lost = expect(call).rejects.toThrow();
    await until(() => notes("started") > started);
    const stolen = { ...bob, "mcp-session-id": session };
    for (const [method, more] of [
      ["notifications/cancelled", { requestId: 7 }],
      ["tools/list", {}],
    ] as const) {
      const reply = await sendLegacy(gateway.mcpUrl, method === "tools/list" ? 8 : undefined, method, more, stolen);
      expect(reply.status).toBe(404);
    }
    expect((await fetch(gateway.mcpUrl, { method: "DELETE", headers: stolen })).status).toBe(404);
    const listed = await sendLegacy(gateway.mcpUrl, 9, "tools/list", {}, { ...ann, "mcp-session-id": session });
    expect(listed.status).toBe(200);
    expect(notes("cancelled")).toBe(0);
    abort.abort();
    await lost;
    await until(() => notes("cancelled") === 1);
  });

  test("a session that its client ended is gone", async () => {
    const session = await openSession(bob);
    const headers = { ...bob, "mcp-session-id": session };
    expect((await fetch(gateway.mcpUrl, { method: "DELETE", headers })).status).toBe(200);
    expect((await sendLegacy(gateway.mcpUrl, 2, "tools/list", {}, headers)).status).toBe(404);
  });

  test.each(["made-up", "made.up", `${"a".repeat(24)}.${"b".repeat(43)}`, "."])(
    "a session id that no gateway gave out is refused (%s)",
    async (id) => {
      const reply = await sendLegacy(gateway.mcpUrl, 2, "tools/list", {}, { ...ann, "mcp-session-id": id });
      expect(reply.status).toBe(404);
    },
  );

  test("a session goes on after its gateway was started again", async () => {
    using folder = createGatewayFolder({ config: { http: { port: 0 } } });
    const { openGateway } = await import("@sluice/gateway");
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const open = () => openGateway(readConfig({ config: folder.configFile }, {}, folder.dir), { env: {}, log: quiet });
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } };
    const first = await open();
    const { headers } = await sendLegacy(new URL(`${first.url}/mcp`), 1, "initialize", params);
    await first.close();
    const second = await open();
    const session = { "mcp-session-id": headers.get("mcp-session-id") ?? "" };
    const call = { name: "executeCode", arguments: { code: "return 3" } };
    const replies = await Promise.all(
      [2, 3, 4].map((id) => sendLegacy(new URL(`${second.url}/mcp`), id, "tools/call", call, session)),
    );
    await second.close();
    for (const reply of replies) expect(reply.message).toMatchObject({ result: { structuredContent: { output: 3 } } });
  });

  test("a client of 2025-11-25 sets the level of the lines it gets", async () => {
    await using peer = await connectPeer("v1", { url: gateway.mcpUrl, headers: ann });
    await peer.setLogLevel("error");
    await peer.call("executeCode", { code: "console.log('quiet'); console.error('loud');" });
    await until(() => peer.logs.length > 0);
    expect(peer.logs).toMatchObject([{ level: "error" }]);
  });
});
