import type { CompiledProgram, CompileRequest, RejectedProgram } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";
import { createFakeHost, type FakeRuntimeOptions, runCompiled } from "./fake-runtime.ts";

const tool = (server: string, functionName: string) => ({
  server,
  functionName,
  module: `import { callTool } from "../../client.ts";\nexport async function ${functionName}(args: { id: number }): Promise<{ name: string }> { return callTool("${server}.${functionName}", args) as never; }\n`,
});
const host = createFakeHost([tool("crm", "getCustomer"), tool("crm", "listCustomers"), tool("my-files", "readFile")], {
  double:
    "import { getCustomer } from './servers/crm/getCustomer.ts';\nexport const factor: number = 2;\nexport default async function double(n: number) { return n * factor; }\nexport { getCustomer };",
  body: "const n: number = context.n;\nreturn n + 1;",
  outer:
    "import double from './skills/double.ts';\nexport default (n: number) => double(n).then((x: number) => x + 1);",
  loopa: "import b from './skills/loopb.ts'; export default b;",
  loopb: "import a from './skills/loopa.ts'; export default a;",
  thrower: "export default () => {\n  throw new Error('boom');\n};",
});

function compile(code: string, options: Partial<CompileRequest> = {}): Promise<CompiledProgram | RejectedProgram> {
  return createCompiler().compile({ code, language: "typescript", host, rules: {}, typecheck: "off", ...options });
}
async function run(
  code: string,
  options: FakeRuntimeOptions = {},
  request: Partial<CompileRequest> = {},
): Promise<unknown> {
  const program = await compile(code, request);
  if (program.kind === "rejected") throw new Error(JSON.stringify(program.diagnostics));
  return runCompiled(program, options);
}
const echo = { call: (address: string, args: unknown) => ({ address, args }) };

describe("compile()", () => {
  test.each<[string, string, unknown]>([
    ["a top-level return", "return 1 + 1", 2],
    ["a bare return", "if (true) return;\n5", undefined],
    ["top-level await", "const x = await Promise.resolve(3);\nreturn x", 3],
    ["the last expression", "const a = 20;\na + 1", 21],
    ["the last expression before hoisted declarations", "f();\nfunction f() { return 7 }\ninterface A { a: 1 }", 7],
    ["a sequence as last expression", "1, 2, 3", 3],
    ["a program that is one string", "'hello'", "hello"],
    ["an object in parentheses", "({ a: 1 })", { a: 1 }],
    ["no value", "const a = 1;", undefined],
    ["export default of a value", "export default 5", 5],
    ["export default of a function", "export default async function main(ctx: { n: number }) { return ctx.n }", 4],
    ["export default of an anonymous function", "export default function () { return 1 }\n(function () {})()", 1],
    ["export default of an arrow", "export default (ctx) => ctx.n * 2", 8],
    ["export { main as default }", "async function main() { return 2 }\nexport { main as default, main }", 2],
    ["named exports", "export const a = 1, { b, c: [d] } = { b: 2, c: [3] };\nexport type X = 1;\na + b + d", 6],
    ["enums", "enum E { A = 'x', B = 2, C }\nconst enum F { Q = 9 }\nreturn [E.A, E.C, F.Q]", ["x", 3, 9]],
    [
      "namespaces",
      "namespace N { export const x = 1; export namespace M { export const y = 2 } }\nreturn N.x + N.M.y",
      3,
    ],
    [
      "merged namespaces and early return",
      "function N() {}\nnamespace N { export const x = 1 }\nif (N.x) return N.x;\nreturn 9",
      1,
    ],
    [
      "parameter properties",
      "class P { constructor(private x: number) {} get() { return this.x } }\nreturn new P(4).get()",
      4,
    ],
    [
      "generics, casts and satisfies",
      "const f = <T,>(x: T) => x as unknown as T;\nreturn f<number>(1)! satisfies number",
      1,
    ],
    ["a hash-bang line", "#!/usr/bin/env -S deno run\nreturn 1", 1],
    ["a line comment at the end", "return 1 // done", 1],
    ["context", "return context.n", 4],
    ["shadowed names", "const context = 1, servers = 2, pii = 3, rt = 4;\nreturn context + servers + pii + rt", 10],
    ["names like our own", "const $s_rt = 1; const $s1_result = 2;\nreturn $s_rt + $s1_result", 3],
    ["using", "{ using x = { [Symbol.dispose]() {} }; }\nreturn 1", 1],
    ["CRLF", "const a = 1;\r\nreturn a\r\n", 1],
    ["comments in odd places", "return /* a */ (/* b */ 1 /* c */) // d\n", 1],
    ["labels and switch", "switch (1 as number) { case 1: return 'a'; default: return 'b' }", "a"],
    ["nested returns", "const f = () => { return 1 };\nfor (const x of [1, 2]) { if (x === 2) { return x + f() } }", 3],
    ["a return in try and finally", "try { return 1 } catch { return 2 } finally { context.n }", 1],
  ])("compile() runs %s", async (_title, code, expected) => {
    expect(await run(code, { context: { n: 4 } })).toEqual(expected);
  });

  test.each<[string, string, string]>([
    [
      "a named import",
      "import { getCustomer } from './servers/crm/getCustomer.ts';\nreturn getCustomer({ id: 1 })",
      "crm.getCustomer",
    ],
    [
      "an import from the index",
      "import { getCustomer as g } from './servers/crm/index.ts';\nreturn g({ id: 1 })",
      "crm.getCustomer",
    ],
    [
      "a namespace import",
      "import * as crm from './servers/crm/index.ts';\nreturn crm.getCustomer({ id: 1 })",
      "crm.getCustomer",
    ],
    [
      "an import at the end",
      "return getCustomer({ id: 1 })\nimport { getCustomer } from './servers/crm/index.ts';",
      "crm.getCustomer",
    ],
    [
      "an import inside a block",
      "if (true) { import { getCustomer } from './servers/crm/index.ts'; return getCustomer({ id: 1 }) }",
      "crm.getCustomer",
    ],
    ["the global", "return servers.crm.getCustomer({ id: 1 })", "crm.getCustomer"],
    [
      "a default import of a tool",
      "import g from './servers/crm/getCustomer.ts';\nreturn g({ id: 1 })",
      "crm.getCustomer",
    ],
    [
      "import()",
      "const { getCustomer } = await import('./servers/crm/index.ts');\nreturn getCustomer({ id: 1 })",
      "crm.getCustomer",
    ],
    [
      "import() of one tool",
      "return (await import('./servers/crm/getCustomer.ts')).getCustomer({ id: 1 })",
      "crm.getCustomer",
    ],
    [
      "other spellings of the path",
      "import { getCustomer } from '../servers/crm';\nreturn getCustomer({ id: 1 })",
      "crm.getCustomer",
    ],
    ["a server name with a hyphen", "return servers['my-files'].readFile({ id: 1 })", "my-files.readFile"],
    [
      "the client",
      "import { callTool } from './client.ts';\nreturn callTool('crm.get_customer', { id: 1 })",
      "crm.get_customer",
    ],
    [
      "the client as a namespace",
      "import * as c from './client';\nreturn c.callTool('crm.get_customer', { id: 1 })",
      "crm.get_customer",
    ],
    [
      "a re-export of a skill",
      "import { getCustomer } from './skills/double.ts';\nreturn getCustomer({ id: 1 })",
      "crm.getCustomer",
    ],
  ])("compile() calls a tool through %s", async (_title, code, address) => {
    expect(await run(code, echo)).toEqual({ address, args: { id: 1 } });
  });

  test.each<[string, string, unknown]>([
    ["the default of a skill", "import double from './skills/double.ts';\nreturn double(4)", 8],
    ["a pinned version", "import double from './skills/double@1.0.0.ts';\nreturn double(4)", 8],
    [
      "named exports of a skill",
      "import double, { factor } from './skills/double.ts';\nreturn [factor, await double(1)]",
      [2, 2],
    ],
    [
      "a skill as namespace",
      "import * as d from './skills/double.ts';\nreturn Object.keys(d)",
      ["factor", "default", "getCustomer"],
    ],
    ["a skill of a skill", "import outer from './skills/outer.ts';\nreturn outer(4)", 9],
    ["a skill that is a function body", "import body from './skills/body.ts';\nreturn body({ n: 1 })", 2],
    ["a skill by import()", "const { default: d } = await import('./skills/double.ts');\nreturn d(3)", 6],
    [
      "node modules",
      "import { basename } from 'node:path';\nimport path, * as all from 'path';\nreturn [basename('a/b'), path.basename('c/d'), all.basename('e/f')]",
      ["b", "d", "f"],
    ],
    [
      "types of a module only",
      "import { GetCustomerArgs, type Other } from './servers/crm/getCustomer.ts';\nimport type { X } from './client.ts';\nconst a: GetCustomerArgs = { id: 1 };\nreturn a",
      { id: 1 },
    ],
  ])("compile() bundles %s", async (_title, code, expected) => {
    expect(await run(code)).toEqual(expected);
  });

  test("compile() keeps one copy of a skill that two modules import", async () => {
    const counting = createFakeHost([], {
      counter: "export const state = { n: 0 };",
      a: "import { state } from './skills/counter.ts'; state.n++; export default state;",
    });
    const code =
      "import a from './skills/a.ts'; import { state } from './skills/counter.ts'; return [a === state, state.n]";
    expect(await run(code, {}, { host: counting })).toEqual([true, 1]);
  });

  test.each<[string, string, string, number, number]>([
    ["broken syntax", "const a = 1;\nconst b = ;", "Unexpected token", 2, 11],
    ["a brace too many", "const a = 1;\n}\n{", "Unexpected token", 2, 1],
    ["code that closes our wrapper", "1 }, async () => { 2", "Unexpected token", 1, 3],
    ["an unknown module", "return 1\nimport x from 'lodash'", "no such module", 2, 15],
    ["an npm package", "import x from 'npm:zod'", "packages are not available", 1, 15],
    ["a web module", "const a = await import('https://x.test/a.ts')", "https: modules", 1, 17],
    ["a computed module", "await import(context.x)", "computed module", 1, 7],
    ["require", "const a = require('fs')", "require()", 1, 11],
    ["import.meta", "return import.meta.url", "import.meta", 1, 8],
    [
      "a wrong import name",
      "import { getCustomr } from './servers/crm/index.ts';\ngetCustomr()",
      'import "getCustomr"',
      1,
      10,
    ],
    ["JSX", "const a = 1;\nconst b = <div>{a}</div>;", "JSX", 2, 11],
    ["decorators", "@dec\nclass A {}", "decorator", 1, 1],
    ["a name declared twice", "const a = 1;\nlet a = 2;", "already been declared", 2, 5],
    ["a break without a loop", "if (1) {\n  break;\n}", "break", 2, 3],
    [
      "an import name declared again",
      "import { getCustomer } from './servers/crm/index.ts';\nconst getCustomer = 1;\nreturn getCustomer",
      "already been declared",
      2,
      7,
    ],
    ["skills in a circle", "import a from './skills/loopa.ts'; a", "circle", 1, 15],
    ["an export in a block", "{ export const a = 1 }", "export from inside a block", 1, 3],
    ["a class as default export", "export default class A {}", "class as the result", 1, 1],
  ])("compile() refuses %s at its place", async (_title, code, message, line, column) => {
    const program = await compile(code);
    expect(program.kind).toBe("rejected");
    expect(program.diagnostics.some((one) => one.message.includes(message))).toBe(true);
    const found = program.diagnostics.find((one) => one.message.includes(message));
    expect(found).toMatchObject({ severity: "error", ...(found?.file === undefined ? { line, column } : {}) });
  });

  test("compile() stops for a caller that has gone", async () => {
    const gone = compile("import double from './skills/double.ts'; return double(1)", { signal: AbortSignal.abort() });
    await expect(gone).rejects.toMatchObject({ code: "cancelled" });
  });

  test("compile() says of Markdown that it is no code", async () => {
    const program = await compile("```ts\nreturn 1\n```");
    expect(program.diagnostics[0]).toMatchObject({
      rule: "parse",
      line: 1,
      column: 1,
      message: expect.stringContaining("Markdown"),
    });
  });

  test("compile() points into the skill whose code is wrong", async () => {
    const program = await compile("import bad from './skills/bad.ts'; bad()", {
      host: createFakeHost([], { bad: "export default 1;\nimport 'npm:x';" }),
    });
    expect(program.diagnostics).toMatchObject([
      { file: "skills/bad.ts", line: 2, column: 8, snippet: "import 'npm:x';" },
    ]);
  });

  test("compile() lists the tools and skills that a program names", async () => {
    const program = await compile(
      "import outer from './skills/outer.ts'; import { getCustomer as g } from './servers/crm/index.ts';\nconst { crm } = servers; const files = servers['my-files'];\nawait crm.listCustomers({ id: 1 }); await files.readFile({ id: 1 }); g({ id: 1 }); return outer(1)",
    );
    if (program.kind === "rejected") throw new Error(JSON.stringify(program.diagnostics));
    const names = program.tools.map(({ server, functionName }) => `${server}.${functionName}`);
    expect(names.sort()).toEqual(["crm.getCustomer", "crm.listCustomers", "my-files.readFile"]);
    expect(program.skills.map(({ name }) => name)).toEqual(["double", "outer"]);
  });

  test("compile() says which name was meant", async () => {
    const program = await compile("import { getCustomr } from './servers/crm/index.ts';\ngetCustomr()");
    expect(program.diagnostics[0]?.advice).toBe("Did you mean getCustomer?");
  });

  test.each([
    ["./skills/bestCustomers.ts", "Did you mean ./skills/best-customers.ts?"],
    ["./skills/nothing-like-it.ts", "There are ./skills/best-customers.ts, ./skills/report.ts"],
    ["./servers/index.ts", "servers is a global: servers.<server>.<function>(…)"],
  ])("compile() says what there is in place of %s", async (specifier, advice) => {
    const suggestions = ["./skills/best-customers.ts", "./skills/report.ts"];
    const resolve = async () => ({ kind: "unknown", message: "There is none", suggestions }) as const;
    const program = await compile(`import x from "${specifier}";\nx()`, { host: { ...host, resolve } });
    expect(program.diagnostics[0]?.advice).toBe(advice);
  });

  test("compile() takes JavaScript and refuses types in it with advice", async () => {
    expect(await run("const a = 1; return a", {}, { language: "javascript" })).toBe(1);
    const program = await compile("const a: number = 1", { language: "javascript" });
    expect(program.diagnostics[0]).toMatchObject({ rule: "parse", advice: expect.stringContaining("typescript") });
  });
});
