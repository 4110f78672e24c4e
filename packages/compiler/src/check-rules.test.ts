import type { CompileRequest } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { compilerRules } from "./check-rules.ts";
import { createCompiler } from "./create-compiler.ts";
import { createFakeHost } from "./fake-runtime.ts";

async function findings(code: string, rules: CompileRequest["rules"] = {}): Promise<string[]> {
  const compiler = createCompiler();
  const host = createFakeHost([], { evil: "export default () => eval('1');" });
  const program = await compiler.compile({ code, language: "typescript", host, rules, typecheck: "off" });
  const isBlocked = program.issues.some(({ severity }) => severity === "block");
  expect(program.kind).toBe(isBlocked ? "rejected" : "compiled");
  return program.issues.map(({ rule, severity, line, column }) => `${severity} ${rule} ${line}:${column}`);
}

describe("no-dynamic-code", () => {
  test.each([
    ["eval('1')", "1:1"],
    ["const a = 1;\n  eval('1')", "2:3"],
    ["(0, eval)('1')", "1:1"],
    ["globalThis.eval('1')", "1:1"],
    ["globalThis['ev' + ''] ; window['eval']('1')", "1:25"],
    ["new Function('return 1')()", "1:1"],
    ["Function`return 1`", "1:1"],
    ["const run = eval;", "1:13"],
    ["[].constructor.constructor('return 1')()", "1:1"],
    ["(async () => {}).constructor('return 1')", "1:1"],
    ["({}).constructor[`constructor`]('x')", "1:1"],
    ["setTimeout('alert(1)', 1)", "1:1"],
    ["setInterval(`a` + context.x, 1)", "1:1"],
    ["Reflect.construct(Function, ['return 1'])", "1:1"],
    ["import vm from 'node:vm'; vm", "1:16"],
  ])("no-dynamic-code blocks %s", async (code, place) => {
    expect(await findings(code, { "no-node-builtins": "off" })).toEqual([`block no-dynamic-code ${place}`]);
  });

  test.each([
    "const evaluate = (x: number) => x; evaluate(1)",
    "function Function(a: string) { return a } Function('x')",
    "const o = { eval: 1 }; o.eval",
    "x.constructor === Object; var x: any = {}",
    "class A { clone() { return new (this.constructor as any)() } }",
    "setTimeout(() => {}, 10)",
    "typeof eval",
    "[].constructor.name",
  ])("no-dynamic-code lets pass %s", async (code) => {
    expect(await findings(code)).toEqual([]);
  });
});

describe("no-prototype-tampering", () => {
  test.each([
    ["Array.prototype.map = () => []", "1:1"],
    ["Object.prototype.polluted = true", "1:1"],
    ["({} as any).__proto__.x = 1", "1:1"],
    ["const o: any = {}; o.__proto__ = null", "1:20"],
    ["const o: any = {}; o['__proto__'] = null", "1:20"],
    ["const o = { __proto__: { a: 1 } }", "1:13"],
    ["Object.defineProperty(Array.prototype, 'x', {})", "1:1"],
    ["Object.assign(Promise, { all: 1 })", "1:1"],
    ["Reflect.setPrototypeOf(Map.prototype, null)", "1:1"],
    ["JSON.parse = (() => 1) as any", "1:1"],
    ["globalThis.fetch = (() => 1) as any", "1:1"],
    ["delete (Math as any).random", "1:1"],
    ["({} as any).constructor.prototype.x = 1", "1:1"],
    ["({} as any).__defineGetter__('x', () => 1)", "1:1"],
  ])("no-prototype-tampering blocks %s", async (code, place) => {
    expect(await findings(code)).toEqual([`block no-prototype-tampering ${place}`]);
  });

  test.each([
    "class A {} A.prototype.x = 1",
    "const o = { __proto__: null }",
    "(globalThis as any).mine = 1",
    "Object.assign({}, { a: 1 })",
    "const Map = { x: 1 }; Map.x = 2",
    "Object.create(Array.prototype)",
  ])("no-prototype-tampering lets pass %s", async (code) => {
    expect(await findings(code)).toEqual([]);
  });
});

describe("no-endless-loop", () => {
  test.each([
    ["while (true) {}", "block"],
    ["for (;;) { let x = 1 }", "block"],
    ["do { } while (1)", "block"],
    ["while (!0) { for (const x of [1]) { break } }", "block"],
    ["a: while (true) { b: while (true) { continue a } }", "block"],
    ["for (let i = 0; i < 10; i--) {}", "block"],
    ["while (true) { await context.poll() }", "warn"],
    ["while (true) { const f = () => { return 1 }; f() }", "warn"],
  ])("no-endless-loop finds %s", async (code, severity) => {
    expect(await findings(code)).toContain(`${severity} no-endless-loop 1:${code.startsWith("a:") ? 4 : 1}`);
  });

  test.each([
    "while (true) { break }",
    "while (true) { if (context.x) return 1 }",
    "for (;;) { throw new Error('x') }",
    "a: for (;;) { for (;;) { break a } }",
    "function* f() { while (true) { yield 1 } }",
    "for (let i = 10; i > 0; i--) {}",
    "for (let i = 0; i < 10; i--) { i += 2 }",
    "let go = true; while (go) { go = false }",
  ])("no-endless-loop lets pass %s", async (code) => {
    expect(await findings(code)).toEqual([]);
  });
});

describe("no-secrets", () => {
  const secret = (parts: readonly string[]): string => `const x = "${parts.join("")}";`;
  test.each([
    ["a private key", secret(["-----BEGIN RSA ", "PRIVATE KEY-----\\nMII"])],
    ["an AWS key", secret(["AKIA", "IOSFODNN7EXAMPLE"])],
    ["a GitHub token", secret(["ghp_", "a".repeat(36)])],
    ["a JSON web token", secret(["eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0In0", ".c2lnbmF0dXJl"])],
    ["a password in an address", secret(["postgres://admin", ":hunter22@db.internal/x"])],
    ["a key in a template", `const x = \`Authorization: Bearer ${"a1".repeat(20)}\`;`],
  ])("no-secrets blocks %s without repeating it", async (_title, code) => {
    expect(await findings(code, { "no-personal-data": "off" })).toEqual(["block no-secrets 1:11"]);
    const host = createFakeHost();
    const { diagnostics } = await createCompiler().compile({
      code,
      language: "typescript",
      host,
      rules: {},
      typecheck: "off",
    });
    expect(diagnostics[0]?.snippet).toBeUndefined();
  });

  test("no-secrets warns of a text that only its name gives away", async () => {
    expect(await findings("const o = { dbPassword: 'hunter2-x' }; let apiKey = 'abc123xyz';")).toEqual([
      "warn no-secrets 1:25",
      "warn no-secrets 1:53",
    ]);
  });

  test.each([
    "const password = context.password",
    "const o = { password: '<your password>' }",
    "const token = 'next page'",
  ])("no-secrets lets pass %s", async (code) => {
    expect(await findings(code)).toEqual([]);
  });
});

describe("no-personal-data", () => {
  test.each([
    "const a = 'anna.schmidt@gmx.de'",
    "const a = 'call +49 170 1234567 now'",
    "const a = 'card 4111 1111 1111 1111'",
    "const a = 'DE89 3704 0044 0532 0130 00'",
    "const a = `write to bob@corp.io`",
  ])("no-personal-data warns of %s", async (code) => {
    expect(await findings(code)).toEqual(["warn no-personal-data 1:11"]);
  });

  test.each([
    "const a = 'user@example.com'",
    "const a = '[EMAIL_1]'",
    "const a = 4111111111111111",
    "const a = '1234 5678 9012 3456'",
    "const a = '2026-01-02T03:04:05.000Z'",
    "type A = 'anna.schmidt@gmx.de'",
  ])("no-personal-data lets pass %s", async (code) => {
    expect(await findings(code)).toEqual([]);
  });
});

describe("other rules", () => {
  test("no-process-access warns of process and Deno, not of asking whether they exist", async () => {
    expect(await findings("process.env.X; Deno.cwd(); typeof process; const o = { process: 1 }; o.process")).toEqual([
      "warn no-process-access 1:1",
      "warn no-process-access 1:16",
    ]);
    expect(await findings("const process = 1; process")).toEqual([]);
  });

  test("no-node-builtins warns of node modules, bare ones too", async () => {
    expect(await findings("import fs from 'fs';\nawait import('node:os'); fs")).toEqual([
      "warn no-node-builtins 1:16",
      "warn no-node-builtins 2:7",
    ]);
    expect(await findings("import { join } from 'path';\nimport { Buffer } from 'node:buffer'; join(Buffer)")).toEqual(
      [],
    );
  });

  test("no-computed-imports blocks what names its module at run time, where the policy does not allow it", async () => {
    const code = "const m = await import(context.name);\nawait import('./client.ts', { with: { type: 'json' } })";
    expect(await findings(code)).toEqual(["block no-computed-imports 1:17", "block no-computed-imports 2:7"]);
    expect(await findings(code, { "no-computed-imports": "off" })).toEqual([]);
  });

  test("max-size and max-depth block what is too much", async () => {
    expect(await findings(`1${"+1".repeat(500)}`)).toEqual([expect.stringContaining("block max-depth")]);
    const large = await createCompiler().compile({
      code: `const a = "${"x".repeat(300_000)}"`,
      language: "typescript",
      host: createFakeHost(),
      rules: {},
      typecheck: "off",
    });
    expect(large).toMatchObject({ kind: "rejected", diagnostics: [{ rule: "max-size", line: 1, column: 1 }] });
  });

  test("checkRules() follows the policy's choice", async () => {
    expect(await findings("eval('1')", { "no-dynamic-code": "warn" })).toEqual(["warn no-dynamic-code 1:1"]);
    expect(await findings("eval('1')", { "no-dynamic-code": "off" })).toEqual([]);
    expect(await findings("process.env", { "no-process-access": "block" })).toEqual(["block no-process-access 1:1"]);
  });

  test("checkRules() keeps rules that no policy can change", async () => {
    const off = { "no-unknown-imports": "off", "no-jsx": "off" } as const;
    expect(await findings("import x from 'lodash'; x", off)).toEqual(["block no-unknown-imports 1:15"]);
  });

  test("checkRules() looks into skills", async () => {
    expect(await findings("import e from './skills/evil.ts'; e()")).toEqual(["block no-dynamic-code 1:22"]);
  });

  test("compilerRules lists each rule once", () => {
    expect(new Set(compilerRules.map(({ id }) => id)).size).toBe(compilerRules.length);
    expect(compilerRules.find(({ id }) => id === "no-process-access")).toMatchObject({
      severity: "warn",
      isFixed: false,
    });
  });
});
