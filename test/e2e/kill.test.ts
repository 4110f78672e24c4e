import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connectSurface } from "../fixtures/call-surface.ts";
import { followEvents } from "../fixtures/events.ts";
import { createGatewayFolder, toStdioCommand } from "../fixtures/gateway.ts";
import { connectPeer } from "../fixtures/peers.ts";
import { descendantsOf, findProcesses, type ProcessEntry, stillRunning } from "../fixtures/processes.ts";
import { toFixture } from "../fixtures/servers/fixture.ts";
import { runSluice, type ServedGateway, serveSluice } from "../fixtures/sluice.ts";
import { until } from "../fixtures/until.ts";

const newFile = (name: string): string => join(mkdtempSync(join(tmpdir(), "sluice-kill-")), name);
const readLines = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];

const isGuest = ({ command }: ProcessEntry): boolean => /deno.* run .*guest/.test(command);

/** One may be gone already, because its parent was killed before it. */
function killHard(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Waits until every one of them is gone. */
async function untilGone(entries: readonly ProcessEntry[]): Promise<void> {
  await until(() => stillRunning(entries).length === 0);
}

/** A run in the middle of a tool call that takes long. */
async function startLongRun(gateway: ServedGateway, file: string): Promise<{ readonly ended: Promise<unknown> }> {
  const client = connectSurface(gateway.url);
  const ended = client.run("await servers.slow.wait({ ms: 600000 });").catch((error: unknown) => error);
  await until(() => readLines(file).includes("started"));
  return { ended };
}

describe.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("a gateway ended by %s", (signal) => {
  test("ends in order, with the run and every child", async () => {
    const [file, stubbornFile] = [newFile("slow"), newFile("pids")];
    using folder = createGatewayFolder({
      servers: {
        slow: toFixture("slow", "--file", file),
        stubborn: { ...toFixture("stubborn", "--file", stubbornFile), start: "eager" },
      },
    });
    await using gateway = await serveSluice(folder);
    await connectSurface(gateway.url).post("/api/servers/connect");
    const { ended } = await startLongRun(gateway, file);
    const children = gateway.processes();
    expect(children.some(isGuest)).toBe(true);
    expect(children.some(({ command }) => command.includes(file))).toBe(true);
    const stubborn = readLines(stubbornFile).map(Number);
    expect(await gateway.stop(signal)).toBe(0);
    await untilGone(children);
    await until(() => findProcesses(stubbornFile).length === 0);
    expect(stubborn.length).toBeGreaterThan(0);
    await ended;
    await using again = await serveSluice(folder);
    const { runs } = (await connectSurface(again.url).get("/api/runs")) as { runs: { status: string }[] };
    expect(runs[0]?.status).toMatch(/cancelled|interrupted|failed/);
  });
});

test("kill -9 of an upstream server costs its call, and the next one works", async () => {
  const [file, slowFile] = [newFile("effects"), newFile("slow")];
  using folder = createGatewayFolder({
    servers: { counter: toFixture("counter", "--file", file), slow: toFixture("slow", "--file", slowFile) },
  });
  await using gateway = await serveSluice(folder);
  const client = connectSurface(gateway.url);
  const run = client.run("await servers.counter.incrementSlowly({ ms: 600000 });", { typecheck: "off" });
  await until(() => readLines(file).length === 1);
  for (const { pid } of findProcesses(file)) killHard(pid);
  expect(await run).toMatchObject({ success: false, error: { code: "upstream_unavailable" } });
  expect(await client.run("return await servers.counter.getCount()")).toMatchObject({ output: { count: 1 } });
});

test("kill -9 of a sandbox process ends its run alone, and the next run gets a new one", async () => {
  const [file, otherFile] = [newFile("slow"), newFile("slow")];
  using folder = createGatewayFolder({
    servers: { slow: toFixture("slow", "--file", file), other: toFixture("slow", "--file", otherFile) },
  });
  await using gateway = await serveSluice(folder);
  const client = connectSurface(gateway.url);
  await using events = await followEvents(gateway.url);
  const lost = client.run("await servers.slow.wait({ ms: 600000 });");
  await until(() => readLines(file).includes("started"));
  const before = gateway.processes().filter(isGuest);
  for (const { pid } of before) killHard(pid);
  const answer = await lost;
  expect(answer).toMatchObject({ success: false, error: { code: "sandbox_crashed" } });
  await events.waitFor("run.failed", (data) => data.runId === answer.runId);
  await untilGone(before);
  expect(await client.run("return 'a new one'")).toMatchObject({ success: true, output: "a new one" });
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
});

test("kill -9 of the gateway leaves no child, and everything comes up again", async () => {
  const [file, stubbornFile] = [newFile("slow"), newFile("pids")];
  using folder = createGatewayFolder({
    servers: {
      slow: toFixture("slow", "--file", file),
      stubborn: toFixture("stubborn", "--file", stubbornFile),
      old: toFixture("old-era"),
    },
  });
  const gateway = await serveSluice(folder);
  const client = connectSurface(gateway.url);
  await client.post("/api/servers/connect");
  const done = await client.run("return await servers.old.add({ a: 1, b: 2 })");
  const { ended } = await startLongRun(gateway, file);
  const children = gateway.processes();
  expect(children.some(isGuest)).toBe(true);
  await gateway.stop("SIGKILL");
  expect(await ended).toBeInstanceOf(Error);
  await untilGone(children);
  await until(() => findProcesses(stubbornFile).length === 0);

  await using again = await serveSluice(folder);
  const second = connectSurface(again.url);
  expect(await second.run("return await servers.old.add({ a: 2, b: 3 })")).toMatchObject({ output: { sum: 5 } });
  const { runs } = (await second.get("/api/runs")) as { runs: { runId: string; status: string }[] };
  expect(runs.find(({ runId }) => runId === done.runId)?.status).toBe("completed");
  expect(runs.map(({ status }) => status)).toContain("interrupted");
  expect(runs.map(({ status }) => status)).not.toContain("running");
});

test("kill -9 of a command that went on under the bundled Node ends its gateway as well", async () => {
  const preload = newFile("old.mjs");
  const versions = "{ ...process.versions, node: '20.11.0' }";
  writeFileSync(preload, `Object.defineProperty(process, "versions", { value: ${versions} });\n`);
  using folder = createGatewayFolder({ servers: { stubborn: { ...toFixture("stubborn"), start: "eager" } } });
  await using gateway = await serveSluice(folder, [], { node: [process.execPath, "--import", preload] });
  const children = gateway.processes();
  expect(children.some(({ command }) => command.includes(folder.configFile))).toBe(true);
  await gateway.stop("SIGKILL");
  await untilGone(children);
});

test("a command whose gateway is killed says so", async () => {
  const file = newFile("slow");
  using folder = createGatewayFolder({ servers: { slow: toFixture("slow", "--file", file) } });
  await using gateway = await serveSluice(folder);
  const ended = runSluice(folder, ["run", "-"], { stdin: "await servers.slow.wait({ ms: 600000 });" });
  await until(() => readLines(file).includes("started"));
  await gateway.stop("SIGKILL");
  expect(await ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^sluice: Cannot read the answer: the gateway went away [^\n]+\n$/),
  });
});

test("kill -9 of a gateway over stdio leaves no child, and its client connects again", async () => {
  const file = newFile("slow");
  using folder = createGatewayFolder({ servers: { slow: toFixture("slow", "--file", file) } });
  const command = toStdioCommand(folder);
  const peer = await connectPeer("v2 auto", { command });
  const call = peer.call("executeCode", { code: "await servers.slow.wait({ ms: 600000 });" });
  const lost = expect(call).rejects.toThrow();
  await until(() => readLines(file).includes("started"));
  const gateways = findProcesses(folder.configFile);
  const children = gateways.flatMap(({ pid }) => descendantsOf(pid));
  expect(children.some(isGuest)).toBe(true);
  for (const { pid } of gateways) killHard(pid);
  await lost;
  await untilGone([...gateways, ...children]);
  await peer[Symbol.asyncDispose]();
  await using again = await connectPeer("v2 auto", { command });
  expect((await again.call("executeCode", { code: "return 'here'" })).data).toMatchObject({ output: "here" });
});

test("a gateway over stdio ends with its client, and so does every child", async () => {
  const file = newFile("slow");
  using folder = createGatewayFolder({ servers: { slow: toFixture("slow", "--file", file) } });
  const peer = await connectPeer("v1", { command: toStdioCommand(folder) });
  const call = peer.call("executeCode", { code: "await servers.slow.wait({ ms: 600000 });" });
  const lost = expect(call).rejects.toThrow();
  await until(() => readLines(file).includes("started"));
  const gateways = findProcesses(folder.configFile);
  const children = gateways.flatMap(({ pid }) => descendantsOf(pid));
  expect(children.some(isGuest)).toBe(true);
  await peer.leave();
  await lost;
  await untilGone([...gateways, ...children]);
});

test("a gateway over stdio ends when its client no longer reads, though it keeps the other pipe open", async () => {
  using folder = createGatewayFolder({ servers: { old: toFixture("old-era") } });
  const { command, args, cwd, env } = toStdioCommand(folder);
  const child = spawn(command, args, { cwd, env, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(child, "exit");
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "half", version: "1" } };
  child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })}\n`);
  await once(child.stdout, "data");
  child.stdout.destroy();
  child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 2, method: "tools/list" })}\n`);
  expect(await ended).toEqual([0, null]);
});
