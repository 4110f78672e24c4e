import type { GuestCall, GuestOutcome } from "@sluice/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program, TestSandbox, testPermissions } from "./test-sandbox.ts";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await TestSandbox.open();
});
afterAll(() => sandbox.close());

const failure: GuestOutcome = {
  ok: false,
  error: {
    name: "ToolError",
    server: "crm",
    tool: "get_customer",
    code: "tool_failed",
    message: "no such customer",
    retryable: true,
  },
};

describe("calls", () => {
  test("every way to a tool sends the same frame", async () => {
    const { calls } = await sandbox.run(
      program(`await rt.servers.crm.get({ a: 1 }); await rt.server("crm").get({ a: 1 });
        await rt.tool("crm", "get")({ a: 1 }); await rt.client.callTool("crm.get", { a: 1 }); await rt.servers.crm.get()`),
    );
    const call = { kind: "tool", address: "crm.get", args: { a: 1 } };
    expect(calls).toEqual([
      ...[1, 2, 3, 4].map((id) => ({ id, ...call })),
      { id: 5, kind: "tool", address: "crm.get", args: {} },
    ]);
  });

  test("what is delivered after the program has its value leads to no further call, however soon it comes", async () => {
    const body = `const { t } = rt.servers; (async () => { await t.second(); await t.third(); })();
      return await t.first();`;
    for (let round = 0; round < 5; round++) {
      const { calls, exit } = await sandbox.run(program(body), {
        answer: () => undefined,
        onCall: (call, run) => {
          if (call.id === 1) return;
          run.deliver(2, { ok: true, value: "first" }, 1);
          run.deliver(1, { ok: true, value: "second" }, 2);
        },
      });
      expect(exit.end).toMatchObject({ kind: "completed", value: "first" });
      expect(calls.map(({ id }) => id)).toEqual([1, 2]);
    }
  });

  test("work on the thread pool ends in a turn of its own where something else may come meanwhile", async () => {
    const digest = 'crypto.subtle.digest("SHA-256", new Uint8Array(8))';
    const alone = await sandbox.run(program(`await ${digest}; await ${digest}; return 1`));
    expect(alone.calls).toEqual([]);
    const pair = await sandbox.run(program(`await Promise.all([${digest}, ${digest}]); return 1`));
    expect(pair.calls.map(({ kind }) => kind)).toEqual(["timer", "timer"]);
    const beside = await sandbox.run(program(`const call = rt.servers.t.get(); await ${digest}; await call; return 1`));
    expect(beside.calls.map(({ kind }) => kind)).toEqual(["tool", "timer"]);
    const failed = await sandbox.run(
      program('return crypto.subtle.digest("none", new Uint8Array(8)).catch((e) => e.name)'),
    );
    expect(failed.exit.end).toMatchObject({ kind: "completed", value: "NotSupportedError" });
  });

  test("a namespace can be awaited and printed without a call", async () => {
    const { calls, exit } = await sandbox.run(
      program("const s = await rt.servers.crm; console.log(s, rt.servers); JSON.stringify(s); return typeof s.get"),
    );
    expect(exit.end).toMatchObject({ kind: "completed", value: "function" });
    expect(calls).toEqual([]);
  });

  test("the functions of the client module reach the host by name", async () => {
    const { calls } = await sandbox.run(
      program(`const c = rt.client;
        await c.searchTools("x", { limit: 1 }); await c.describeTool("a.b"); await c.display({ type: "text" });
        await c.readResult("h", { offset: 1 }); await c.sleep("3 days"); await c.waitForEvent("paid", { timeout: "1h" });
        await c.state.get("k"); await c.state.set("k", { v: 1 }); await c.ask("really?"); await rt.pii.type("x")`),
    );
    expect(calls.map((call) => (call.kind === "host" ? [call.name, call.args] : call))).toEqual([
      ["searchTools", ["x", { limit: 1 }]],
      ["describeTool", ["a.b"]],
      ["display", [{ type: "text" }]],
      ["readResult", ["h", { offset: 1 }]],
      ["sleep", ["3 days"]],
      ["waitForEvent", ["paid", { timeout: "1h" }]],
      ["state.get", ["k"]],
      ["state.set", ["k", { v: 1 }]],
      ["ask", ["really?"]],
      ["pii.type", ["x"]],
    ]);
  });

  test("calls above the parallel limit wait for a place and all come through", async () => {
    let open = 0;
    let most = 0;
    const value = await sandbox.value(
      "return (await Promise.all(Array.from({ length: 30 }, (_, i) => rt.servers.a.b({ i })))).length",
      {
        onCall: () => {
          open--;
        },
        answer: (call) => {
          open++;
          most = Math.max(most, open);
          return { ok: true, value: call.id };
        },
      },
    );
    expect(value).toBe(30);
    expect(most).toBeLessThanOrEqual(testPermissions.calls.parallel);
  });

  test("the order of deliveries alone decides what the program does next", async () => {
    const body = `const seen = [];
      const work = async (name) => { await rt.servers.a[name](); for (let i = 0; i < 50; i++) await null; seen.push(name); await rt.servers.after[name](); };
      await Promise.all([work("x"), work("y"), work("z")]); return seen`;
    const pending: GuestCall[] = [];
    const { run, end } = await sandbox.start(program(body), {
      answer: () => undefined,
      onCall: (call) => {
        pending.push(call);
        // All three are answered in one go, in the other order: each must be digested before the next is seen.
        if (pending.length === 3)
          for (const open of [...pending].reverse()) run.deliver(open.id, { ok: true, value: null }, 1);
        if (pending.length > 3) run.deliver(call.id, { ok: true, value: null }, 1);
      },
    });
    const { calls, exit } = await end;
    expect(exit.end).toMatchObject({ value: ["z", "y", "x"] });
    expect(calls.slice(3).map((call) => call.kind === "tool" && call.address)).toEqual([
      "after.z",
      "after.y",
      "after.x",
    ]);
  });

  test("calls that nobody awaited are told by id", async () => {
    const { exit } = await sandbox.run(program('rt.servers.a.b(); rt.servers.a.c(); return "early"'), {
      answer: () => undefined,
    });
    expect(exit).toMatchObject({ end: { kind: "completed", value: "early" }, unawaited: [1, 2] });
  });

  test("a tool call that failed unawaited is a warning", async () => {
    const { exit } = await sandbox.run(
      program("rt.servers.a.b(); await rt.client.sleep(1); await rt.client.sleep(1)"),
      {
        answer: (call) => (call.kind === "tool" ? failure : { ok: true, value: null }),
      },
    );
    expect(exit.end).toMatchObject({ kind: "completed", warnings: [expect.stringContaining("no such customer")] });
  });

  test("step() skips work that the host has the outcome of", async () => {
    const body =
      "let ran = false; const v = await rt.client.step('s', () => { ran = true; return 'fresh' }); return [v, ran]";
    expect(await sandbox.value(body)).toEqual(["fresh", true]);
    const kept: TestAnswer = (call) => ({
      ok: true,
      value: call.kind === "host" && call.name === "step.begin" ? { done: true, value: "kept" } : null,
    });
    expect(await sandbox.value(body, { answer: kept })).toEqual(["kept", false]);
  });

  test("retry() tries again until it works, waiting in between", async () => {
    let attempts = 0;
    const { calls, exit } = await sandbox.run(
      program("return rt.client.retry(() => rt.servers.a.b(), { delayMs: 10 })"),
      {
        answer: (call) => (call.kind === "tool" && ++attempts < 3 ? failure : { ok: true, value: "done" }),
      },
    );
    expect(exit.end).toMatchObject({ value: "done" });
    expect(calls.flatMap((call) => (call.kind === "host" ? [call.args] : []))).toEqual([[10], [20]]);
  });

  test("undo() runs what was registered, newest first, when the program fails", async () => {
    const { exit, logs } = await sandbox.run(
      program(
        'await rt.client.undo(() => console.log("first")); await rt.client.undo(() => { throw new Error("stuck") }); throw new Error("failed")',
      ),
    );
    expect(exit.end).toMatchObject({ kind: "failed", error: { message: "failed" } });
    expect(logs).toEqual([{ level: "log", text: "first" }]);
  });
});

type TestAnswer = (call: GuestCall) => GuestOutcome;

describe("time and randomness", () => {
  test("time stands still between deliveries and then shows the host's", async () => {
    const body = `const before = Date.now(); for (let i = 0; i < 1e6; i++); const same = Date.now() - before + performance.now();
      await rt.servers.a.b(); return [before, same, Date.now(), performance.now(), new Date().toISOString(), typeof Date(), new Date(5).getTime()]`;
    expect(await sandbox.value(body, { nowMs: 1000 })).toEqual([
      1000,
      0,
      1001,
      1,
      "1970-01-01T00:00:01.001Z",
      "string",
      5,
    ]);
  });

  test("a Date is still a Date", async () => {
    const body =
      "class D extends Date {} return [new Date() instanceof Date, new D(7).getTime(), new Date().constructor === Date, Date.UTC(1970, 0), Object.prototype.toString.call(new Date())]";
    expect(await sandbox.value(body)).toEqual([true, 7, true, 0, "[object Date]"]);
  });

  test("random numbers come from the seed", async () => {
    const body = "return [Math.random(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))]]";
    const first = await sandbox.value(body, { seed: "a".repeat(32) });
    expect(await sandbox.value(body, { seed: "a".repeat(32) })).toEqual(first);
    expect(await sandbox.value(body, { seed: "b".repeat(32) })).not.toEqual(first);
    expect((first as [number, string])[1]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test("random numbers are spread over [0, 1)", async () => {
    const body =
      "const n = Array.from({ length: 4000 }, Math.random); return [Math.min(...n), Math.max(...n), n.reduce((a, b) => a + b) / 4000]";
    const [least, most, mean] = (await sandbox.value(body)) as [number, number, number];
    expect(least).toBeGreaterThanOrEqual(0);
    expect(most).toBeLessThan(1);
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });

  test("timers are the host's, and one that is cleared holds nothing up", async () => {
    const body = `const fired = []; const cleared = setTimeout(() => fired.push("never"), 5000); clearTimeout(cleared);
      await new Promise((done) => { let n = 0; const i = setInterval(() => { fired.push(++n); if (n === 3) { clearInterval(i); done(); } }, 10); });
      await new Promise((done) => setTimeout((a, b) => { fired.push(a + b); done(); }, 1, 2, 3)); return fired`;
    const { calls, exit } = await sandbox.run(program(body), {
      answer: (call) => (call.kind === "timer" && call.delayMs === 5000 ? undefined : { ok: true, value: null }),
    });
    expect(exit.end).toMatchObject({ kind: "completed", value: [1, 2, 3, 5] });
    expect(calls.map((call) => call.kind === "timer" && call.delayMs)).toEqual([5000, 10, 10, 10, 1]);
    expect(exit.unawaited).toEqual([]);
  });

  test("AbortSignal.timeout() is a timer of the host", async () => {
    const body =
      "const s = AbortSignal.timeout(50); await new Promise((done) => s.addEventListener('abort', done)); return s.reason.name";
    expect(await sandbox.value(body)).toBe("TimeoutError");
  });

  test("fetch() is a call to the host", async () => {
    const body = `const r = await fetch("https://example.org/a", { method: "POST", body: "hi", headers: { "x-a": "1" } });
      return [r.status, await r.text(), r.headers.get("content-type"), r.url]`;
    const { calls, exit } = await sandbox.run(program(body), {
      answer: () => ({
        ok: true,
        value: { status: 201, headers: { "content-type": "text/plain" }, body: Buffer.from("yes").toString("base64") },
      }),
    });
    expect(exit.end).toMatchObject({ value: [201, "yes", "text/plain", "https://example.org/a"] });
    expect(calls[0]).toMatchObject({
      kind: "host",
      name: "fetch",
      args: [{ url: "https://example.org/a", method: "POST", headers: { "x-a": "1" }, body: "aGk=" }],
    });
  });
});

describe("tampering", () => {
  test.each([
    ["promises", "Promise.prototype.then = function () { return 'FORGED' }"],
    [
      "arrays",
      "for (const k of ['push', 'map', 'join', 'slice', 'pop', 'indexOf', 'includes']) Array.prototype[k] = () => 'FORGED'; Array.prototype[Symbol.iterator] = function* () { yield 'FORGED' }",
    ],
    [
      "objects",
      "for (const k of ['id', 'type', 'error', 'args', 'ok', 'code', 'toJSON', 'value']) Object.defineProperty(Object.prototype, k, { configurable: true, get() { return undefined }, set(v) { Object.defineProperty(this, k, { value: v, writable: true, enumerable: true, configurable: true }) } })",
    ],
    [
      "encoders",
      "TextEncoder.prototype.encode = () => new Uint8Array([10]); TextDecoder.prototype.decode = () => 'FORGED'; Uint8Array.prototype.subarray = () => new Uint8Array(0); Uint8Array.prototype.indexOf = () => -1",
    ],
    ["JSON", "JSON.parse = () => 'FORGED'; JSON.stringify = () => 'FORGED'"],
    ["maps", "Map.prototype.get = Map.prototype.set = Map.prototype.delete = () => 'FORGED'"],
    [
      "strings",
      "for (const k of ['replaceAll', 'includes', 'split', 'slice', 'indexOf']) String.prototype[k] = () => 'FORGED'",
    ],
    ["stacks", "Error.prepareStackTrace = () => 'FORGED'; Error.captureStackTrace = () => { throw 1 }"],
  ])("a program that replaces %s still gets its own true answers", async (_name, tampering) => {
    const { exit } = await sandbox.run(
      program(`${tampering}; const r = await rt.servers.a.b({ text: "genuine" }); console.log(r.text); return r`),
    );
    expect(exit.end).toMatchObject({ kind: "completed", value: { text: "genuine" } });
  });

  test("what has no use in a run is not there", async () => {
    const names = [
      "Worker",
      "BroadcastChannel",
      "localStorage",
      "caches",
      "prompt",
      "alert",
      "WebSocket",
      "EventSource",
    ];
    const body = `return ${JSON.stringify(names)}.filter((name) => name in globalThis).concat(navigator.gpu ? "gpu" : [], Deno[Deno.internal] ? "internal" : [])`;
    expect(await sandbox.value(body)).toEqual([]);
  });
});

test("a run without JIT computes the same and has no WebAssembly", async () => {
  const permissions = { ...testPermissions, jit: false };
  expect(await sandbox.value("return [6 * 7, typeof WebAssembly]", { permissions })).toEqual([42, "undefined"]);
});

test("a run tells what it used", async () => {
  const { exit } = await sandbox.run(program("let n = 0; for (let i = 0; i < 3e7; i++) n += i % 7; return n"));
  expect(exit.usage.timeout).toBe(false);
  expect(exit.wallMs).toBeGreaterThan(0);
  if (process.platform === "linux") {
    expect(exit.usage.memoryMb).toBeGreaterThan(10);
    expect(exit.usage.cpuMs).toBeGreaterThan(1);
  }
});

test("a policy's env reaches the code and nothing else does", async () => {
  const body =
    "return [Deno.env.get('REGION'), (() => { try { return Deno.env.get('PATH') ?? 'unset' } catch (e) { return e.name } })()]";
  const permissions = { ...testPermissions, env: { REGION: "eu" } };
  expect(await sandbox.value(body, { permissions })).toEqual(["eu", "NotCapable"]);
  await expect(
    sandbox.run(program("1"), { permissions: { ...testPermissions, env: { LD_PRELOAD: "x" } } }),
  ).rejects.toMatchObject({
    code: "bad_policy",
  });
});
