import { describe, expect, test } from "vitest";
import { toFixture } from "../../../test/fixtures/servers/fixture.ts";
import { createTestFile, readLines, startTestUpstream, until } from "./start-test-upstream.ts";

describe("createUpstream() and its servers", () => {
  test("createUpstream() starts a server at the first use, once for many callers", async () => {
    const file = createTestFile("starts");
    await using subject = startTestUpstream({ servers: { a: toFixture("crasher", "--file", file) } });
    expect(subject.upstream.servers()).toMatchObject([{ server: "a", state: "idle", tools: 0, restarts: 0 }]);
    const outcomes = await Promise.all(["1", "2", "3"].map((text) => subject.call("a.echo", { text })));
    expect(outcomes).toEqual(["1", "2", "3"].map((value) => ({ kind: "ok", value })));
    expect(readLines(file)).toHaveLength(1);
    expect(subject.changes).toMatchObject([{ kind: "connected", tools: 3 }, { kind: "tools" }]);
    expect(subject.upstream.servers()).toMatchObject([{ state: "connected", era: "2026-07-28", tools: 3 }]);
  });

  test("createUpstream() starts an eager server by itself and a lazy one not", async () => {
    const file = createTestFile("starts");
    const eager = { ...toFixture("crasher"), start: "eager" } as const;
    await using subject = startTestUpstream({ servers: { eager, lazy: toFixture("crasher", "--file", file) } });
    await until(() => subject.changes.some(({ kind }) => kind === "tools"));
    expect(subject.upstream.servers().map(({ state }) => state)).toEqual(["connected", "idle"]);
    expect(readLines(file)).toHaveLength(0);
  });

  test.each([
    ["old-era", "2025-11-25", "add", { a: 1, b: 2 }, { sum: 3 }],
    ["new-era", "2026-07-28", "numbers", {}, [1, 2, 3]],
    ["strict-old", "2025-11-25", "hello", {}, "hello"],
  ] as const)("createUpstream() speaks the protocol of %s (%s)", async (fixture, era, tool, args, value) => {
    await using subject = startTestUpstream({ servers: { a: toFixture(fixture) } });
    expect(await subject.call(`a.${tool}`, args)).toEqual({ kind: "ok", value });
    expect(subject.upstream.servers()[0]?.era).toBe(era);
  });

  test("createUpstream() waits for an old server that ignores the question once, not at every start", async () => {
    const file = createTestFile("methods");
    const server = { ...toFixture("strict-old", "--silent", "--file", file), connectTimeoutMs: 4_000 };
    await using subject = startTestUpstream({ servers: { a: server } });
    await subject.upstream.connect("a");
    await subject.call("a.end");
    await until(() => subject.upstream.servers()[0]?.restarts === 1);
    const count = (method: string): number => readLines(file).filter((line) => line === method).length;
    expect([count("server/discover"), count("tools/list")]).toEqual([1, 2]);
  });

  test("callTool() hands on every kind of content", async () => {
    await using subject = startTestUpstream({ servers: { a: toFixture("content") } });
    expect(await subject.call("a.structured")).toEqual({ kind: "ok", value: { for: "programs" } });
    expect(await subject.call("a.json_text")).toEqual({ kind: "ok", value: { a: [1, 2] } });
    expect(await subject.call("a.image")).toMatchObject({
      kind: "ok",
      value: { type: "image", mimeType: "image/png" },
    });
    expect(await subject.call("a.audio")).toMatchObject({
      kind: "ok",
      value: { type: "audio", mimeType: "audio/wav" },
    });
    expect(await subject.call("a.link")).toMatchObject({
      kind: "ok",
      value: { type: "resource_link", name: "report.txt" },
    });
    expect(await subject.call("a.embedded")).toMatchObject({ kind: "ok", value: { resource: { text: "a note" } } });
    expect(await subject.call("a.mixed")).toMatchObject({
      kind: "ok",
      value: [{ type: "text" }, { type: "image" }, { type: "resource_link" }],
    });
    expect(await subject.call("a.failure")).toEqual({
      kind: "failed",
      failure: { code: "tool_failed", message: "no such thing", retryable: false },
    });
  });

  test("callTool() answers for an unknown server and an unknown tool without throwing", async () => {
    await using subject = startTestUpstream({ servers: { a: toFixture("content") } });
    expect(await subject.call("b.x")).toMatchObject({ failure: { code: "unknown_server" } });
    expect(await subject.call("a.x")).toMatchObject({ failure: { code: "unknown_tool" } });
    await expect(subject.upstream.connect("b")).rejects.toMatchObject({ code: "unknown_server" });
  });

  test("callTool() ends at its time limit and tells the server", async () => {
    const file = createTestFile("log");
    await using subject = startTestUpstream({ servers: { a: toFixture("slow", "--file", file) } });
    await subject.upstream.connect("a");
    const outcome = await subject.call("a.wait", { ms: 60_000 }, { timeoutMs: 300 });
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "timeout", retryable: true } });
    await until(() => readLines(file).includes("cancelled"));
    expect(await subject.call("a.wait", { ms: 1 })).toEqual({ kind: "ok", value: "waited 1 ms" });
  });

  test("callTool() ends when its caller gives up and tells the server", async () => {
    const file = createTestFile("log");
    await using subject = startTestUpstream({ servers: { a: toFixture("slow", "--file", file) } });
    const controller = new AbortController();
    const outcome = subject.call("a.wait", { ms: 60_000 }, { signal: controller.signal });
    await until(() => readLines(file).includes("started"));
    controller.abort();
    expect(await outcome).toMatchObject({ kind: "failed", failure: { code: "cancelled", retryable: false } });
    await until(() => readLines(file).includes("cancelled"));
    const late = await subject.call("a.wait", {}, { signal: controller.signal });
    expect(late).toMatchObject({ failure: { code: "cancelled" } });
  });

  test("callTool() hands on progress", async () => {
    await using subject = startTestUpstream({ servers: { a: toFixture("slow") } });
    const seen: unknown[] = [];
    await subject.call("a.wait", { ms: 400, steps: 4 }, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ progress: 4, total: 4, message: "step 4" });
    expect(seen.length).toBeGreaterThan(1);
  });

  test("callTool() keeps to the number of calls at once", async () => {
    const server = { ...toFixture("slow"), maxConcurrent: 3 };
    await using subject = startTestUpstream({ servers: { a: server } });
    await Promise.all(Array.from({ length: 12 }, () => subject.call("a.wait", { ms: 50 })));
    expect(await subject.call("a.most_running")).toEqual({ kind: "ok", value: "3" });
  });

  test("callTool() refuses what would wait behind too many others", async () => {
    const server = { ...toFixture("slow"), maxConcurrent: 1 };
    await using subject = startTestUpstream({ servers: { a: server }, limits: { maxQueued: 1 } });
    await subject.upstream.connect("a");
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => subject.call("a.wait", { ms: 100 })));
    expect(outcomes.map((outcome) => (outcome.kind === "ok" ? "ok" : outcome.failure.code))).toEqual([
      "ok",
      "ok",
      "overloaded",
    ]);
  });

  test("createUpstream() gives servers a clean environment plus what their settings name", async () => {
    const server = { ...toFixture("echo-env"), env: { API_TOKEN: "very-secret-value" }, cwd: "/" };
    const hostEnv = { PATH: process.env.PATH, HOME: "/nowhere", GITHUB_TOKEN: "not for you", NODE_OPTIONS: "" };
    await using subject = startTestUpstream({ servers: { a: server }, hostEnv });
    const outcome = await subject.call("a.env");
    expect(outcome).toEqual({
      kind: "ok",
      value: { env: { PATH: process.env.PATH, HOME: "/nowhere", API_TOKEN: "very-secret-value" }, cwd: "/" },
    });
    expect(await subject.call("a.fail_with_env", { name: "API_TOKEN" })).toMatchObject({
      failure: { code: "tool_failed", message: "bad value [hidden]" },
    });
  });
});
