import type { GuestOutcome } from "@sluice/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program, TestSandbox } from "./test-sandbox.ts";

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

describe("values", () => {
  test("a program returns what it computes from its context", async () => {
    expect(await sandbox.value("return { sum: rt.context.a + rt.context.b }", { context: { a: 1, b: 2 } })).toEqual({
      sum: 3,
    });
  });

  test("a program may import node's modules, and any other form of module runs too", async () => {
    const imports =
      'import { posix } from "node:path";\nexport default async function (rt) {\n  return posix.join("a", "b");\n}';
    expect((await sandbox.run(imports)).exit.end).toMatchObject({ kind: "completed", value: "a/b" });
    const arrow = "const two = 2;\nexport const other = 1;\nexport default (rt) => two;";
    expect((await sandbox.run(arrow)).exit.end).toMatchObject({ kind: "completed", value: 2 });
    const mixed = "export default async function (rt) { return import.meta.url.slice(0, 5); }\nexport const more = 1;";
    expect((await sandbox.run(mixed)).exit.end).toMatchObject({ kind: "completed", value: "blob:" });
  });

  test("code is strict however it is loaded", async () => {
    const body =
      "return [this === undefined, (() => { try { undeclared = 1; return false } catch (e) { return e.name } })()]";
    expect(await sandbox.value(body)).toEqual([true, "ReferenceError"]);
  });

  test("a program reads its literals by index", async () => {
    expect(await sandbox.value("return rt.literal(1)", { literals: ["a", "ann@example.org"] })).toBe("ann@example.org");
  });

  test("values that JSON lacks are converted, and what is lost is told", async () => {
    const { exit } = await sandbox.run(
      program(`return {
        big: 12345678901234567890n, date: new Date(0), none: undefined, nan: NaN,
        map: new Map([["a", 1]]), entries: new Map([[1, 2]]), set: new Set([1, "b"]),
        bytes: new Uint8Array([1, 2]), error: new TypeError("bad"), pattern: /x/g,
        list: [undefined, () => 1, Symbol("s")], url: new URL("https://example.org/a"),
        long: new Uint8Array(300), boxed: Object("text"), own: { toJSON: () => "mine" },
      }`),
    );
    expect(exit.end).toMatchObject({
      kind: "completed",
      value: {
        big: "12345678901234567890",
        date: "1970-01-01T00:00:00.000Z",
        nan: null,
        map: { a: 1 },
        entries: [[1, 2]],
        set: [1, "b"],
        bytes: [1, 2],
        error: { name: "TypeError", message: "bad" },
        pattern: "/x/g",
        list: [null, null, null],
        url: "https://example.org/a",
        long: { type: "Uint8Array", base64: Buffer.alloc(300).toString("base64") },
        boxed: "text",
        own: "mine",
      },
      warnings: [
        "NaN became null in the output",
        "a function was left out of the output",
        "a symbol was left out of the output",
      ],
    });
  });

  test("a circular value is cut where it closes", async () => {
    expect(await sandbox.value("const a = { b: [] }; a.b.push(a); a.same = 1; return a")).toEqual({
      b: ["[Circular]"],
      same: 1,
    });
  });

  test("an own __proto__ is left out and pollutes nothing", async () => {
    const value = await sandbox.value('return JSON.parse(\'{"__proto__":{"polluted":1},"a":1}\')');
    expect(value).toEqual({ a: 1 });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("a value that is too deep, or whose getter throws, fails the program in its own words", async () => {
    const deep = await sandbox.run(program("let o = 1; for (let i = 0; i < 2000; i++) o = [o]; return o"));
    expect(deep.exit.end).toMatchObject({ kind: "failed", error: { name: "RangeError" } });
    const getter = await sandbox.run(program('return { get a() { throw new Error("no a"); } }'));
    expect(getter.exit.end).toMatchObject({ kind: "failed", error: { message: "no a" } });
  });
});

describe("console", () => {
  test("console methods become log lines with their levels, formatted and without colours", async () => {
    const { logs } = await sandbox.run(
      program(
        'console.debug("d"); console.info("i", 1); console.log("%s is %o", "x", { a: [1] }); console.warn("w"); console.error("e")',
      ),
    );
    expect(logs).toEqual([
      { level: "debug", text: "d" },
      { level: "info", text: "i 1" },
      { level: "log", text: "x is { a: [ 1 ] }" },
      { level: "warn", text: "w" },
      { level: "error", text: "e" },
    ]);
  });

  test("text past the console is told as log text", async () => {
    const { logs } = await sandbox.run(
      program(
        'Deno.stdout.writeSync(new TextEncoder().encode("raw é\\n")); Deno.stderr.writeSync(new TextEncoder().encode("err\\n"))',
      ),
    );
    expect(logs).toEqual(
      expect.arrayContaining([
        { level: "log", text: "raw é" },
        { level: "error", text: "err" },
      ]),
    );
  });
});

describe("errors", () => {
  test("an error points at the program's own line", async () => {
    const { exit } = await sandbox.run(program('const f = () => { throw new TypeError("bad"); };\n\nf();'));
    expect(exit.end).toMatchObject({ kind: "failed", error: { name: "TypeError", message: "bad" } });
    const { stack } = (exit.end as { error: { stack: string } }).error;
    expect(stack).toMatch(/program\.js:2:\d+/);
    expect(stack).toMatch(/program\.js:4:\d+/);
    expect(stack).not.toMatch(/blob:|file:/);
  });

  test("a failed tool call throws a ToolError that code can catch and that names its caller's line", async () => {
    const options = { answer: () => failure };
    expect(
      await sandbox.value(
        "try { await rt.servers.crm.getCustomer({ id: 1 }) } catch (e) { return [e instanceof ToolError, { ...e }, e.message] }",
        options,
      ),
    ).toEqual([
      true,
      { server: "crm", tool: "get_customer", code: "tool_failed", retryable: true },
      "no such customer",
    ]);
    const { exit } = await sandbox.run(program("\nawait rt.servers.crm.getCustomer({ id: 1 })"), options);
    expect(exit.end).toMatchObject({ kind: "failed", error: { name: "ToolError", code: "tool_failed" } });
    expect((exit.end as { error: { stack: string } }).error.stack).toContain("program.js:3:");
  });

  test.each([
    ["a string", 'throw "just text"', "just text"],
    ["an object", "throw { a: 1 }", "{ a: 1 }"],
    ["nothing", "throw undefined", "undefined"],
    [
      "what wraps another error",
      'throw new Error("outer", { cause: new TypeError("middle", { cause: new Error("inner") }) })',
      "outer (caused by TypeError: middle) (caused by Error: inner)",
    ],
    ["what is its own cause", 'const e = new Error("round"); e.cause = e; throw e', "round"],
    [
      "a cause that cannot be read",
      'throw Object.assign(new Error("kept"), { cause: { get message() { throw 1 } } })',
      "kept",
    ],
    ["what cannot be shown", "throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })", "Uncaught"],
  ])("a program may throw %s", async (_name, body, message) => {
    const { exit } = await sandbox.run(program(body));
    expect(exit.end).toMatchObject({ kind: "failed", error: { message: expect.stringContaining(message) } });
  });

  test("an error in a program that is a module points at its line too", async () => {
    const { exit } = await sandbox.run(
      'import "node:path";\nexport default async function (rt) {\n  throw new Error("here");\n}',
    );
    expect((exit.end as { error: { stack: string } }).error.stack).toMatch(/program\.js:3:\d+/);
  });

  test("code that does not parse fails with the place", async () => {
    const { exit } = await sandbox.run("export default async (rt) => {");
    expect(exit.end).toMatchObject({ kind: "failed", error: { name: "SyntaxError" } });
  });

  test("an error that nobody handles fails the program however it is hidden", async () => {
    const hidden =
      'addEventListener("unhandledrejection", (e) => e.preventDefault()); addEventListener("error", (e) => e.preventDefault());';
    const rejected = await sandbox.run(program(`${hidden} Promise.reject(new Error("hidden")); return "ok"`));
    expect(rejected.exit.end).toMatchObject({ kind: "failed", error: { message: "hidden" } });
    const thrown = await sandbox.run(
      program(`${hidden} queueMicrotask(() => { throw new Error("thrown") }); return "ok"`),
    );
    expect(thrown.exit.end).toMatchObject({ kind: "failed", error: { message: "thrown" } });
    const timed = await sandbox.run(
      program('await new Promise(() => setTimeout(() => { throw new Error("late") }, 1))'),
    );
    expect(timed.exit.end).toMatchObject({ kind: "failed", error: { message: "late" } });
  });

  test("a rejection that is handled later does no harm", async () => {
    const body =
      'const p = Promise.reject(new Error("x")); await rt.servers.a.b(); try { await p } catch (e) { return e.message }';
    expect(await sandbox.value(body)).toBe("x");
  });

  test("a program that awaits what can never happen fails at once", async () => {
    const { exit } = await sandbox.run(program("await new Promise(() => {})"));
    expect(exit.end).toMatchObject({ kind: "failed", error: { message: expect.stringContaining("can never happen") } });
  });

  test("a program that waits for the host is not taken for stuck", async () => {
    const { run, end } = await sandbox.start(program("await rt.client.waitForEvent('paid')"), {
      answer: () => undefined,
    });
    const first = await Promise.race([end, new Promise((done) => setTimeout(done, 300, "waiting"))]);
    expect(first).toBe("waiting");
    run.kill("suspended");
    expect((await end).exit).toMatchObject({ end: { kind: "killed", reason: "suspended" }, unawaited: [1] });
  });
});
