import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerStatus } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { connectSurface } from "../fixtures/call-surface.ts";
import { followEvents } from "../fixtures/events.ts";
import { openTestGateway, type TestGateway } from "../fixtures/gateway.ts";
import { findProcesses } from "../fixtures/processes.ts";
import { startHttpFixture, toFixture } from "../fixtures/servers/fixture.ts";
import { until } from "../fixtures/until.ts";

const newFile = (name: string): string => join(mkdtempSync(join(tmpdir(), "sluice-upstream-")), name);
const readLines = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];

function statusOf({ gateway }: TestGateway, server: string): ServerStatus {
  const found = gateway.servers().find((status) => status.server === server);
  if (found === undefined) throw new Error(`no server ${server}`);
  return found;
}

describe("a gateway in front of servers of every era and transport", () => {
  test("one program calls all of them, and each says which era it speaks", async () => {
    await using old = await startHttpFixture("--era", "old");
    await using modern = await startHttpFixture("--era", "new");
    await using sse = await startHttpFixture("--era", "sse");
    const servers = {
      oldStdio: toFixture("old-era"),
      newStdio: toFixture("new-era"),
      strict: toFixture("strict-old"),
      oldHttp: { url: old.url },
      newHttp: { url: modern.url },
      sseHttp: { url: sse.url },
    };
    await using gateway = await openTestGateway({ servers });
    const client = connectSurface(gateway.url);
    await client.post("/api/servers/connect");
    const eras = Object.fromEntries(gateway.gateway.servers().map(({ server, era, state }) => [server, [state, era]]));
    expect(eras).toEqual({
      oldStdio: ["connected", "2025-11-25"],
      newStdio: ["connected", "2026-07-28"],
      strict: ["connected", expect.stringMatching(/^202[45]-/)],
      oldHttp: ["connected", "2025-11-25"],
      newHttp: ["connected", "2026-07-28"],
      sseHttp: ["connected", expect.stringMatching(/^202[45]-/)],
    });
    const code = `const { sum } = await servers.oldStdio.add({ a: 1, b: 2 });
const numbers = await servers.newStdio.numbers();
const echoes = await Promise.all(["oldHttp", "newHttp", "sseHttp"].map((server) => servers[server].headers()));
return { sum, numbers, echoes };`;
    const answer = await client.run(code, { typecheck: "off" });
    expect(answer.error).toBeUndefined();
    expect(answer.output).toMatchObject({ sum: 3, numbers: [1, 2, 3] });
    expect(answer.toolCalls.map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
    expect((answer.output as { echoes: unknown[] }).echoes).toHaveLength(3);
  });

  test("children get a clean environment plus what the configuration names", async () => {
    process.env.SLUICE_TEST_SECRET = "must-not-leak";
    const servers = { env: { ...toFixture("echo-env"), env: { GIVEN: "yes" } } };
    await using gateway = await openTestGateway({ servers });
    const answer = await connectSurface(gateway.url).run("return await servers.env.env()", { typecheck: "off" });
    delete process.env.SLUICE_TEST_SECRET;
    const { env, cwd } = answer.output as { env: Record<string, string>; cwd: string };
    expect(env.GIVEN).toBe("yes");
    expect(JSON.stringify(env)).not.toContain("must-not-leak");
    expect(Object.keys(env).filter((name) => name.startsWith("SLUICE") || name.startsWith("VITEST"))).toEqual([]);
    expect(cwd).toBe(gateway.dir);
  });
});

describe("a gateway with a server that fails", () => {
  test("every kind of failure costs its own tools only, and the status says why", async () => {
    const servers = {
      good: toFixture("content"),
      missing: { command: "no-such-command-anywhere" },
      dies: toFixture("crasher", "--die-on-start"),
      garbage: toFixture("garbage", "--mode", "flood"),
      broken: toFixture("broken-schema"),
      away: { url: "http://127.0.0.1:9/mcp" },
    };
    await using gateway = await openTestGateway({ servers });
    await using events = await followEvents(gateway.url);
    const client = connectSurface(gateway.url);
    const listed = client.post("/api/servers/connect");
    const answer = await client.run("return await servers.good.text()", { typecheck: "off" });
    expect(answer).toMatchObject({ success: true, output: "plain words" });
    await listed;
    expect(statusOf(gateway, "good")).toMatchObject({ state: "connected" });
    expect(statusOf(gateway, "missing")).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("does not exist"),
    });
    expect(statusOf(gateway, "dies").reason).toContain("code 3");
    expect(statusOf(gateway, "garbage").reason).toMatch(/garbage/);
    expect(statusOf(gateway, "away").reason).toBeTruthy();
    expect(statusOf(gateway, "broken")).toMatchObject({ state: "connected", tools: 5 });
    expect(statusOf(gateway, "broken").warnings.length).toBeGreaterThan(5);
    for (const server of ["missing", "dies", "garbage", "away"])
      await events.waitFor("server.disconnected", (data) => data.server === server);
    const call = await client.tool("callTool", { address: "dies.echo", arguments: { text: "x" } });
    expect(call).toMatchObject({ success: false, error: { message: expect.stringContaining("dies") } });
    const broken = await client.tool("callTool", { address: "broken.good", arguments: {} });
    expect(broken).toMatchObject({ success: true, result: "good" });
    expect((await client.search("an impostor", { limit: 50 })).map(({ address }) => address)).not.toContain(
      "broken.impostor",
    );
  });

  test("a server killed in the middle of a call fails that call at once, repeats no effect, and works again", async () => {
    const file = newFile("effects");
    const slowFile = newFile("slow");
    const servers = { counter: toFixture("counter", "--file", file), slow: toFixture("slow", "--file", slowFile) };
    await using gateway = await openTestGateway({ servers });
    await using events = await followEvents(gateway.url);
    const client = connectSurface(gateway.url);
    const bystander = client.run("return await servers.slow.wait({ ms: 2000 })");
    const code = `try { await servers.counter.incrementSlowly({ ms: 600000 }); }
catch (error) { return { name: error.name, code: error.code, server: error.server }; }`;
    const run = client.run(code, { typecheck: "off" });
    await until(() => readLines(file).length === 1 && readLines(slowFile).includes("started"));
    const found = findProcesses(file);
    expect(found).toHaveLength(1);
    for (const { pid } of found) process.kill(pid, "SIGKILL");
    expect((await run).output).toEqual({ name: "ToolError", code: "upstream_unavailable", server: "counter" });
    const gone = await events.waitFor("server.disconnected", (data) => data.server === "counter");
    expect(gone.data.reason).toContain("SIGKILL");
    expect(await client.run("return await servers.counter.getCount()")).toMatchObject({ output: { count: 1 } });
    expect(statusOf(gateway, "counter").restarts).toBeGreaterThan(0);
    expect(await bystander).toMatchObject({ success: true });
  });

  test("a server killed between calls is there for the next one", async () => {
    const file = newFile("pids");
    await using gateway = await openTestGateway({ servers: { crash: toFixture("crasher", "--file", file) } });
    const client = connectSurface(gateway.url);
    const echo = "return await servers.crash.echo({ text: 'here' })";
    expect(await client.run(echo)).toMatchObject({ output: "here" });
    process.kill(Number(readLines(file)[0]), "SIGKILL");
    await until(() => statusOf(gateway, "crash").restarts > 0 && statusOf(gateway, "crash").state === "connected");
    expect(await client.run(echo)).toMatchObject({ output: "here" });
  });

  test("a tool that never answers ends with the run's time, and the server is told", async () => {
    const file = newFile("slow");
    await using gateway = await openTestGateway({ servers: { slow: toFixture("slow", "--file", file) } });
    const client = connectSurface(gateway.url);
    await client.post("/api/servers/connect");
    const answer = await client.run("await servers.slow.wait({ ms: 600000 });", { timeoutMs: 1_500 });
    expect(answer).toMatchObject({ success: false, error: { code: "timeout" }, resourceUsage: { timeout: true } });
    await until(() => readLines(file).includes("cancelled"));
    expect(await client.run("return 1")).toMatchObject({ output: 1 });
  });

  test("a call over the server's own limit fails by itself, and the program goes on", async () => {
    const servers = { slow: { ...toFixture("slow"), timeoutMs: 1_000 } };
    await using gateway = await openTestGateway({ servers });
    const client = connectSurface(gateway.url);
    const code = "try { await servers.slow.wait({ ms: 600000 }); } catch (error) { return error.code; }";
    expect(await client.run(code)).toMatchObject({ success: true, output: "timeout" });
  });
});

describe("a gateway whose server changes its list", () => {
  test("list_changed refreshes search, code and generated APIs", async () => {
    await using gateway = await openTestGateway({ servers: { live: toFixture("changing-list") } });
    await using events = await followEvents(gateway.url);
    const client = connectSurface(gateway.url);
    const addresses = async (query: string): Promise<readonly string[]> =>
      (await client.search(query)).map(({ address }) => address);
    expect(await addresses("fold paper cranes")).not.toContain("live.fold_crane");
    const add = "return await servers.live.addTool({ name: 'fold_crane', description: 'Folds paper cranes.' })";
    expect(await client.run(add)).toMatchObject({ success: true });
    const changed = await events.waitFor("catalog.changed", (data) => data.server === "live" && data.total === 4);
    expect(changed.data.added).toBe(1);
    expect((await addresses("fold paper cranes"))[0]).toBe("live.fold_crane");
    expect(await client.run("return await servers.live.foldCrane()")).toMatchObject({ output: "fold_crane" });
    const generated = join(gateway.dir, "generated/servers/live/foldCrane.ts");
    await until(() => existsSync(generated));
    await client.run("return await servers.live.removeTool({ name: 'fold_crane' })");
    await events.waitFor("catalog.changed", (data) => data.server === "live" && data.removed === 1);
    expect(await addresses("fold paper cranes")).not.toContain("live.fold_crane");
    const gone = await client.run("return await servers.live.foldCrane()");
    expect(gone.success).toBe(false);
  });
});
