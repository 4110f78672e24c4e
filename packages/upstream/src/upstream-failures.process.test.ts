import { describe, expect, test } from "vitest";
import { toFixture } from "../../../test/fixtures/servers/fixture.ts";
import { createTestFile, isAlive, readLines, startTestUpstream, until } from "./start-test-upstream.ts";

describe("createUpstream() with servers that fail", () => {
  test("connect() says that a command does not exist, and leaves other servers alone", async () => {
    const servers = { bad: { command: "no-such-command-anywhere" }, good: toFixture("content") };
    await using subject = startTestUpstream({ servers });
    await expect(subject.upstream.connect("bad")).rejects.toMatchObject({ code: "upstream_unavailable" });
    expect(await subject.call("bad.x")).toMatchObject({ failure: { code: "upstream_unavailable", retryable: false } });
    expect(await subject.call("good.text")).toEqual({ kind: "ok", value: "plain words" });
    expect(subject.upstream.servers()).toMatchObject([
      { state: "failed", reason: "its command or folder does not exist" },
      { state: "connected" },
    ]);
    expect(subject.changes[0]).toEqual({
      kind: "disconnected",
      server: "bad",
      reason: "its command or folder does not exist",
    });
  });

  test("connect() gives admins a dying server's last words and agents only the code", async () => {
    const settings = { ...toFixture("crasher", "--die-on-start"), env: { PLACE: "/secret/place" } };
    await using subject = startTestUpstream({ servers: { a: settings } });
    const outcome = await subject.call("a.echo", { text: "x" });
    expect(outcome).toMatchObject({ failure: { code: "upstream_unavailable", retryable: true } });
    expect(JSON.stringify(outcome)).toContain("it ended with code 3");
    expect(JSON.stringify(outcome)).not.toContain("config.json");
    const [status] = subject.upstream.servers();
    expect(status?.state).toBe("backoff");
    expect(status?.reason).toContain("its last words: cannot open [hidden]/config.json");
  });

  test.each([
    ["only", 4_000],
    ["flood", 60_000],
    ["line", 60_000],
  ])("connect() gives up on a server that prints garbage (%s)", async (mode, connectTimeoutMs) => {
    const server = { ...toFixture("garbage", "--mode", mode), connectTimeoutMs };
    await using subject = startTestUpstream({ servers: { a: server }, limits: { maxMessageBytes: 1_000_000 } });
    await expect(subject.upstream.connect("a")).rejects.toMatchObject({ code: "upstream_unavailable" });
    expect(subject.upstream.servers()[0]?.reason).toMatch(/garbage|a line over 1000000 bytes/);
  });

  test("connect() bears log lines among the messages", async () => {
    await using subject = startTestUpstream({ servers: { a: toFixture("garbage", "--mode", "mixed") } });
    expect(await subject.call("a.echo", { text: "x" })).toEqual({ kind: "ok", value: { text: "x" } });
  });

  test("connect() gives up on a server that never answers, and ends it", async () => {
    const server = { ...toFixture("never-answers"), connectTimeoutMs: 600 };
    await using subject = startTestUpstream({ servers: { a: server } });
    await expect(subject.upstream.connect("a")).rejects.toThrow("no handshake within 600 ms");
    expect(subject.upstream.servers()).toMatchObject([{ state: "backoff", tools: 0 }]);
  });

  test("a server that stops reading is given up before its input fills our memory", async () => {
    await using subject = startTestUpstream({
      servers: { a: toFixture("deaf") },
      limits: { maxMessageBytes: 200_000 },
      backoff: { baseMs: 60_000, maxMs: 60_000 },
    });
    await subject.upstream.connect("a");
    const text = "x".repeat(100_000);
    const calls = Array.from({ length: 10 }, () => subject.call("a.listen", { text }));
    for (const outcome of await Promise.all(calls)) {
      expect(outcome).toMatchObject({ failure: { code: "upstream_unavailable" } });
    }
    expect(subject.upstream.servers()[0]?.reason).toContain("it does not read what it is sent");
  });

  test("connect() ends for a caller that gives up, and goes on for the others", async () => {
    await using subject = startTestUpstream({ servers: { a: toFixture("content") } });
    const first = subject.upstream.connect("a", AbortSignal.timeout(5));
    const second = subject.upstream.connect("a");
    await expect(first).rejects.toMatchObject({ name: "TimeoutError" });
    await second;
    expect(subject.upstream.servers()[0]?.state).toBe("connected");
  });

  test("a broken definition costs its own tool only", async () => {
    await using subject = startTestUpstream({ servers: { a: toFixture("broken-schema") } });
    await subject.upstream.connect("a");
    const change = subject.changes.find(({ kind }) => kind === "tools");
    const names = change?.kind === "tools" ? change.tools.map(({ name }) => name) : [];
    expect(names).toEqual(["good", "bad_output", "no_schema", "long_words", "hidden_words"]);
    const [status] = subject.upstream.servers();
    expect(status?.warnings.filter((warning) => /^(tool ".*"|a tool) was left out/.test(warning))).toHaveLength(13);
    expect(await subject.call("a.good")).toEqual({ kind: "ok", value: "good" });
    expect(await subject.call("a.takes_a_list")).toMatchObject({ failure: { code: "unknown_tool" } });
  });

  test.each([
    ["2,500 tools in pages", ["--tools", "2500", "--page", "100"], 2_500, 0],
    ["a list that never ends", ["--endless", "--page", "500"], 10_000, 1],
    ["a cursor that comes again and again", ["--same-cursor"], 1, 2],
  ])("connect() lists %s", async (_title, options, tools, warnings) => {
    await using subject = startTestUpstream({ servers: { a: toFixture("many-tools", ...options) } });
    await subject.upstream.connect("a");
    const [status] = subject.upstream.servers();
    expect(status?.tools).toBe(tools);
    expect(status?.warnings).toHaveLength(warnings);
  });

  test("a server that dies in the middle of calls fails them at once and is started again", async () => {
    const file = createTestFile("starts");
    await using subject = startTestUpstream({ servers: { a: toFixture("crasher", "--file", file) } });
    await subject.upstream.connect("a");
    const bystander = subject.call("a.die", { ms: 60_000 });
    const outcome = await subject.call("a.die", { ms: 50 });
    expect(outcome).toMatchObject({ failure: { code: "upstream_unavailable", retryable: false } });
    expect(JSON.stringify(outcome)).toContain("it ended with code 7");
    expect(await bystander).toMatchObject({ failure: { code: "upstream_unavailable" } });
    expect(await subject.call("a.echo", { text: "again" })).toEqual({ kind: "ok", value: "again" });
    expect(readLines(file)).toHaveLength(2);
    expect(subject.upstream.servers()).toMatchObject([{ state: "connected", restarts: 1 }]);
    expect(subject.changes.map(({ kind }) => kind)).toEqual([
      "connected",
      "tools",
      "disconnected",
      "connected",
      "tools",
    ]);
    const readOnly = await subject.call("a.read_and_die");
    expect(readOnly).toMatchObject({ failure: { code: "upstream_unavailable", retryable: true } });
  });

  test("a server that is killed while nobody calls is started again by itself", async () => {
    const file = createTestFile("pids");
    await using subject = startTestUpstream({ servers: { a: toFixture("crasher", "--file", file) } });
    await subject.upstream.connect("a");
    process.kill(Number(readLines(file)[0]), "SIGKILL");
    await until(() => subject.upstream.servers()[0]?.restarts === 1);
    expect(readLines(file)).toHaveLength(2);
    expect(subject.changes.find(({ kind }) => kind === "disconnected")).toMatchObject({
      reason: "it was killed by SIGKILL",
    });
  });

  test("a server that fails again and again is left in peace until somebody calls", async () => {
    const file = createTestFile("starts");
    const servers = { a: toFixture("crasher", "--file", file, "--die-on-start") };
    const backoff = { baseMs: 10, maxMs: 20, maxAttempts: 3 };
    await using subject = startTestUpstream({ servers, backoff });
    await expect(subject.upstream.connect("a")).rejects.toThrow("it ended with code 3");
    await until(() => subject.upstream.servers()[0]?.state === "failed");
    const starts = readLines(file).length;
    expect(subject.upstream.servers()[0]?.reason).toContain("4 failures in a row, waits for the next call");
    expect(subject.upstream.servers()[0]?.circuit).toBe("half-open");
    expect(await subject.call("a.echo", { text: "x" })).toMatchObject({ failure: { code: "upstream_unavailable" } });
    expect(readLines(file).length).toBeGreaterThan(starts);
  });

  test("a call during a long pause fails at once", async () => {
    const servers = { a: toFixture("crasher", "--die-on-start") };
    await using subject = startTestUpstream({ servers, backoff: { baseMs: 60_000, maxMs: 60_000 } });
    await expect(subject.upstream.connect("a")).rejects.toThrow();
    expect(await subject.call("a.echo")).toMatchObject({
      failure: { code: "upstream_unavailable", message: expect.stringContaining("next attempt in") },
    });
    expect(subject.upstream.servers()[0]?.retryInMs).toBeGreaterThan(20_000);
    expect(subject.upstream.servers()[0]?.circuit).toBe("open");
  });

  test("a connected server that answers nobody opens the circuit; a trial that is answered closes it", async () => {
    const servers = { a: { ...toFixture("slow"), timeoutMs: 100 } };
    await using subject = startTestUpstream({ servers, circuit: { failures: 3, openMs: 300 } });
    await subject.upstream.connect("a");
    expect(subject.upstream.servers()).toMatchObject([{ state: "connected", circuit: "closed" }]);
    for (let count = 0; count < 3; count += 1) {
      expect(await subject.call("a.wait", { ms: 60_000 })).toMatchObject({ failure: { code: "timeout" } });
    }
    expect(subject.upstream.servers()).toMatchObject([
      { state: "connected", circuit: "open", reason: "3 calls in a row without an answer" },
    ]);
    expect(await subject.call("a.wait", { ms: 1 })).toMatchObject({
      failure: { code: "upstream_unavailable", retryable: true, message: expect.stringContaining("next attempt in") },
    });
    await until(() => subject.upstream.servers()[0]?.circuit === "half-open");
    expect(await subject.call("a.wait", { ms: 1 })).toMatchObject({ kind: "ok" });
    expect(subject.upstream.servers()).toMatchObject([{ state: "connected", circuit: "closed" }]);
    expect(subject.upstream.servers()[0]).not.toHaveProperty("reason");
  });

  test("close() fails calls under way, ends every process and may be called again", async () => {
    const file = createTestFile("pids");
    const subject = startTestUpstream({ servers: { a: toFixture("crasher", "--file", file) } });
    await subject.upstream.connect("a");
    const call = subject.call("a.die", { ms: 60_000 });
    await Promise.all([subject.upstream.close(), subject.upstream.close()]);
    expect(await call).toMatchObject({ failure: { code: "upstream_unavailable" } });
    expect(isAlive(Number(readLines(file)[0]))).toBe(false);
    await subject.upstream.close();
    expect(await subject.call("a.echo", { text: "x" })).toMatchObject({ failure: { code: "upstream_unavailable" } });
    expect(subject.upstream.servers()[0]?.state).toBe("closed");
  });

  test("close() ends a connection attempt", async () => {
    const subject = startTestUpstream({ servers: { a: toFixture("never-answers") } });
    const attempt = expect(subject.upstream.connect("a")).rejects.toMatchObject({ code: "upstream_unavailable" });
    await subject.upstream.close();
    await attempt;
  });
});
