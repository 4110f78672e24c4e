import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forge, program, TestSandbox, testFiles, testPermissions, testTiers } from "./test-sandbox.ts";

let workspace = "";
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), "limits-"));
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe.each(testTiers)("tier %s", (tier) => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await TestSandbox.open({ tier });
  });
  afterAll(() => sandbox.close());

  const end = async (body: string, options: Parameters<TestSandbox["run"]>[1] = {}) =>
    (await sandbox.run(program(body), options)).exit.end;

  test.each([
    ["an endless loop", "for (;;);"],
    [
      "endless microtasks",
      "const f = () => Promise.resolve().then(f); f(); await new Promise(() => setTimeout(() => {}, 1e6))",
    ],
    ["a recursion that catches itself", "const r = () => { try { r() } catch { for (;;) try { r() } catch {} } }; r()"],
  ])("%s ends with the CPU limit", async (_name, body) => {
    const result = await end(body, { permissions: { ...testPermissions, cpuMs: 300 } });
    expect(result).toMatchObject({ kind: "limit", limit: "cpu", max: 300, unit: "ms" });
  });

  test.each([
    ["a wait that uses no CPU", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e6)"],
    ["a timer that never fires", "await new Promise((done) => setTimeout(done, 1e6))"],
    [
      "a frame that never ends",
      'Deno.stdout.writeSync(new TextEncoder().encode(\'{"type":"call","id":1,\')); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e6)',
    ],
    ["handlers that swallow signals", 'Deno.addSignalListener("SIGTERM", () => {}); await rt.client.sleep(1e6)'],
  ])("%s ends with the wall clock", async (_name, body) => {
    const { exit } = await sandbox.run(program(body), {
      permissions: { ...testPermissions, wallMs: 400 },
      answer: () => undefined,
    });
    expect(exit.end).toMatchObject({ kind: "limit", limit: "wall", max: 400 });
    expect(exit.usage.timeout).toBe(true);
  });

  test("what V8 reports of its own death is no line of the program's", async () => {
    const body = 'console.error("mine"); const all = []; for (;;) all.push(new Array(1e5).fill(Math.random()))';
    const { exit, logs } = await sandbox.run(program(body));
    expect(exit.end).toMatchObject({ kind: "limit", limit: "memory" });
    expect(logs).toEqual([{ level: "error", text: "mine" }]);
  });

  test("a process that stops itself is ended all the same", async () => {
    const body =
      'const p = (await import("node:process")).default; p.kill(p.pid, "SIGSTOP"); await rt.client.sleep(1e6)';
    const result = await end(body, { permissions: { ...testPermissions, wallMs: 1500 }, answer: () => undefined });
    // The boxes do not even let it; where it can, the wall clock ends it.
    expect(result.kind).toBe(tier === "any" ? "limit" : "failed");
  });

  test("the deadline of the caller ends a run before its policy does", async () => {
    const result = await end("await rt.client.sleep(1e6)", { deadlineMs: Date.now() + 1500, answer: () => undefined });
    expect(result).toMatchObject({ kind: "limit", limit: "wall" });
    expect((result as { max: number }).max).toBeLessThanOrEqual(1500);
  });

  test.each([
    ["objects", "const a = []; for (;;) a.push(new Array(1e5).fill({}))"],
    [
      "strings",
      "let s = 'x'; const a = []; for (;;) { s += s.length; a.push(s + Math.random()); if (s.length > 1e6) s = 'x' }",
    ],
    ["buffers", "const a = []; for (;;) a.push(new Uint8Array(8 << 20).fill(1))"],
    ["shared buffers", "const a = []; for (;;) a.push(new Uint8Array(new SharedArrayBuffer(8 << 20)).fill(1))"],
    [
      "WebAssembly",
      "const m = new WebAssembly.Memory({ initial: 1 }); for (;;) { m.grow(200); new Uint8Array(m.buffer).fill(1) }",
    ],
    ["blobs", "const a = []; for (;;) a.push(new Blob([new Uint8Array(8 << 20).fill(1)]))"],
  ])("memory taken as %s is bounded", async (_name, body) => {
    const { exit } = await sandbox.run(program(body));
    if (exit.end.kind === "failed") expect(exit.end.error.name).toMatch(/RangeError|Error/);
    else expect(exit.end).toMatchObject({ kind: "limit", limit: "memory", max: testPermissions.memoryMb });
    expect(exit.usage.memoryMb).toBeLessThan(testPermissions.memoryMb * 2.5);
  });

  test.each([
    ["the console", 'for (;;) console.log("x".repeat(1000))'],
    ["standard output", "const b = new Uint8Array(65536).fill(120); for (;;) Deno.stdout.writeSync(b)"],
    ["standard error", "const b = new Uint8Array(65536).fill(120); for (;;) Deno.stderr.writeSync(b)"],
  ])("a flood on %s ends with the output limit", async (_name, body) => {
    expect(await end(body)).toMatchObject({
      kind: "limit",
      limit: "output",
      max: testPermissions.outputKb,
      unit: "KB",
    });
  });

  test("a frame that is too long or too deep ends the run", async () => {
    expect(await end('return "r".repeat(1 << 20)')).toMatchObject({ kind: "limit", limit: "frame", max: 512 });
    const deep = forge(`{"type":"result","ok":true,"value":${"[".repeat(1000)}${"]".repeat(1000)},"warnings":[]}`);
    expect(await end(deep)).toMatchObject({ kind: "limit", limit: "frame-depth", max: 128 });
  });

  test("too many calls end the run", async () => {
    const permissions = { ...testPermissions, calls: { perRun: 10, parallel: 4 } };
    expect(await end("for (;;) await rt.servers.a.b()", { permissions })).toMatchObject({
      kind: "limit",
      limit: "calls",
      used: 11,
      max: 10,
    });
  });

  test("a harness that ignores the parallel limit is ended", async () => {
    const calls = Array.from({ length: 5 }, (_, i) =>
      forge(`{"type":"call","id":${i + 1},"kind":"tool","address":"a.b","args":{}}`),
    ).join("\n");
    expect(await end(`${calls} await rt.client.sleep(1e6)`, { answer: () => undefined })).toMatchObject({
      kind: "limit",
      limit: "parallel-calls",
    });
  });

  test("answers that nobody reads end the run", async () => {
    const permissions = { ...testPermissions, calls: { perRun: 200, parallel: 64 } };
    const body = `${Array.from({ length: 20 }, (_, i) => forge(`{"type":"call","id":${i + 1},"kind":"tool","address":"a.b","args":{}}`)).join("\n")}
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e6)`;
    const result = await end(body, { permissions, answer: () => ({ ok: true, value: "x".repeat(1 << 20) }) });
    expect(result).toMatchObject({ kind: "limit", limit: "unread-answers" });
  });

  test("a file that is too large ends the run", async () => {
    const options = { permissions: testFiles, workspaceDir: workspace };
    expect(await end('Deno.writeFileSync("big", new Uint8Array(3 << 20))', options)).toMatchObject({
      kind: "limit",
      limit: "file-size",
    });
    expect(await end('Deno.truncateSync("big", 2 ** 40)', options)).toMatchObject({
      kind: "limit",
      limit: "file-size",
    });
    await end('Deno.removeSync("big")', options);
  });

  test("a folder that grows beyond its size ends the run, and can be emptied by the next", async () => {
    const options = { permissions: testFiles, workspaceDir: workspace };
    const fill = "for (let i = 0; i < 12; i++) Deno.writeFileSync('f' + i, new Uint8Array(1 << 20).fill(1))";
    expect(await end(fill, options)).toMatchObject({ kind: "limit", limit: "workspace-size", max: 4, unit: "MB" });
    const empty = "for (const e of Deno.readDirSync('.')) Deno.removeSync(e.name); return 'emptied'";
    expect(await end(empty, options)).toMatchObject({ kind: "completed", value: "emptied" });
  });

  test("too many files end the run", async () => {
    const options = { permissions: testFiles, workspaceDir: workspace, answer: () => undefined };
    const body = "for (let i = 0; i < 200; i++) Deno.writeTextFileSync('n' + i, ''); await rt.client.sleep(1e6)";
    expect(await end(body, options)).toMatchObject({ kind: "limit", limit: "workspace-files", max: 100 });
    await end("for (const e of Deno.readDirSync('.')) Deno.removeSync(e.name)", options);
  });

  test("descriptors run out for the program, not for us", async () => {
    const options = { permissions: testFiles, workspaceDir: workspace };
    const body = `Deno.writeTextFileSync("x", ""); const open = [];
      try { for (;;) open.push(Deno.openSync("x")) } catch (e) { return [open.length < ${testFiles.openFiles}, e.message.includes("Too many open files")] }`;
    expect(await end(body, options)).toMatchObject({ kind: "completed", value: [true, true] });
  });

  test("workers and processes cannot be made in numbers", async () => {
    const body = `const { Worker } = await import("node:worker_threads"); const made = [];
      for (let i = 0; i < 100; i++) made.push(new Worker("setInterval(() => {}, 1000)", { eval: true })); await rt.client.sleep(1e6)`;
    const result = await end(body, { permissions: { ...testPermissions, wallMs: 5000 }, answer: () => undefined });
    expect(result.kind).not.toBe("completed");
  });

  test.each([
    ["leaves with success", "Deno.exit(0)", { kind: "crashed", exitCode: 0 }],
    ["leaves with failure", "Deno.exit(3)", { kind: "crashed", exitCode: 3 }],
    [
      "leaves through node",
      'const p = (await import("node:process")).default; p.exitCode = 0; p.reallyExit(0)',
      { kind: "crashed" },
    ],
  ])("a program that %s has crashed", async (_name, body, expected) => {
    expect(await end(body)).toMatchObject(expected);
  });

  test("the next run is none the worse", async () => {
    expect(await end("return 'healthy'")).toMatchObject({ kind: "completed", value: "healthy" });
  });
});
