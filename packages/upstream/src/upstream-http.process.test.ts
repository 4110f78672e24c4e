import { describe, expect, test } from "vitest";
import { startHttpFixture } from "../../../test/fixtures/servers/fixture.ts";
import { startTestUpstream, until } from "./start-test-upstream.ts";

describe("createUpstream() over HTTP", () => {
  test.each([
    ["new", "2026-07-28"],
    ["both", "2026-07-28"],
    ["old", "2025-11-25"],
    ["sse", "2025-11-25"],
  ])("createUpstream() connects to a server of era %s and sends the configured headers", async (era, version) => {
    await using fixture = await startHttpFixture("--era", era);
    const headers = { "x-api-key": "0123456789" };
    await using subject = startTestUpstream({ servers: { a: { url: fixture.url, headers } } });
    const outcome = await subject.call("a.headers");
    expect(outcome).toMatchObject({ kind: "ok", value: { "x-api-key": "0123456789" } });
    expect(subject.upstream.servers()).toMatchObject([{ state: "connected", transport: "http", era: version }]);
  });

  test("callTool() copies the arguments a tool marks into headers", async () => {
    await using fixture = await startHttpFixture("--era", "new");
    await using subject = startTestUpstream({ servers: { a: { url: fixture.url } } });
    expect(await subject.call("a.region", { region: "eu-west" })).toEqual({ kind: "ok", value: "eu-west" });
  });

  test.each(["new", "old"])("list_changed of a server of era %s refreshes the tools", async (era) => {
    await using fixture = await startHttpFixture("--era", era);
    await using subject = startTestUpstream({ servers: { a: { url: fixture.url } } });
    await subject.upstream.connect("a");
    const before = subject.upstream.servers()[0]?.tools ?? 0;
    await subject.call("a.add_tool", { name: "fresh" });
    await until(() => subject.upstream.servers()[0]?.tools === before + 1);
    expect(await subject.call("a.fresh")).toEqual({ kind: "ok", value: "fresh" });
  });

  test("callTool() opens a new session when the server forgot the old one", async () => {
    await using fixture = await startHttpFixture("--era", "old");
    await using subject = startTestUpstream({ servers: { a: { url: fixture.url } } });
    await subject.call("a.forget_sessions");
    await until(() => subject.upstream.servers()[0]?.state === "connected");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await subject.call("a.headers")).toMatchObject({ kind: "ok" });
    expect(subject.upstream.servers()).toMatchObject([{ state: "connected", restarts: 1 }]);
  });

  test.each([false, true])(
    "a server that dies in the middle of a call (streaming: %s) fails it at once",
    async (streaming) => {
      await using fixture = await startHttpFixture("--era", "new");
      await using subject = startTestUpstream({ servers: { a: { url: fixture.url } } });
      const outcome = await subject.call("a.die", { streaming }, { onProgress: () => {} });
      expect(outcome).toMatchObject({ failure: { code: "upstream_unavailable", retryable: false } });
      expect(subject.changes.map(({ kind }) => kind)).toContain("disconnected");
      expect(subject.upstream.servers()[0]?.state).not.toBe("connected");
    },
  );

  test("a server that comes back is found again", async () => {
    const first = await startHttpFixture("--era", "new");
    const { port } = new URL(first.url);
    await using subject = startTestUpstream({ servers: { a: { url: first.url } } });
    await subject.upstream.connect("a");
    await first[Symbol.asyncDispose]();
    await until(() => subject.upstream.servers()[0]?.state !== "connected");
    await using _second = await startHttpFixture("--era", "new", "--port", port);
    await until(() => subject.upstream.servers()[0]?.state === "connected");
    expect(await subject.call("a.headers")).toMatchObject({ kind: "ok" });
  });

  test("callTool() ends at its time limit", async () => {
    await using fixture = await startHttpFixture("--era", "new");
    await using subject = startTestUpstream({ servers: { a: { url: fixture.url } } });
    await subject.upstream.connect("a");
    expect(await subject.call("a.wait", { ms: 60_000 }, { timeoutMs: 200 })).toMatchObject({
      failure: { code: "timeout" },
    });
    expect(await subject.call("a.wait", { ms: 1 })).toEqual({ kind: "ok", value: "waited 1 ms" });
  });

  test("callTool() refuses an answer over the limit and goes on", async () => {
    await using fixture = await startHttpFixture("--era", "new");
    await using subject = startTestUpstream({
      servers: { a: { url: fixture.url } },
      limits: { maxMessageBytes: 100_000 },
    });
    const outcome = await subject.call("a.big", { bytes: 1_000_000 });
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "upstream_failed", retryable: false } });
    expect(await subject.call("a.big", { bytes: 10 })).toEqual({ kind: "ok", value: "xxxxxxxxxx" });
  });

  test("connect() does not follow a redirect to another origin", async () => {
    await using target = await startHttpFixture("--era", "both");
    await using fixture = await startHttpFixture("--redirect-to", target.url);
    const headers = { authorization: "Bearer 0123456789" };
    await using subject = startTestUpstream({ servers: { a: { url: fixture.url, headers } } });
    await expect(subject.upstream.connect("a")).rejects.toMatchObject({ code: "upstream_unavailable" });
    expect(JSON.stringify(subject.upstream.servers())).not.toContain("0123456789");
  });

  test.each([
    ["401", "failed", "the server refused our credentials"],
    ["403", "failed", "the server refused our credentials"],
    ["503", "backoff", "the server answered HTTP 503"],
  ])("connect() says what HTTP %s means", async (status, state, reason) => {
    await using fixture = await startHttpFixture("--status", status);
    await using subject = startTestUpstream({ servers: { a: { url: fixture.url } } });
    await expect(subject.upstream.connect("a")).rejects.toThrow(reason);
    expect(subject.upstream.servers()).toMatchObject([{ state }]);
  });

  test("connect() says that nobody listens", async () => {
    await using subject = startTestUpstream({ servers: { a: { url: "http://127.0.0.1:1/mcp" } } });
    await expect(subject.upstream.connect("a")).rejects.toMatchObject({ code: "upstream_unavailable" });
    expect(subject.upstream.servers()[0]?.state).toBe("backoff");
  });
});
