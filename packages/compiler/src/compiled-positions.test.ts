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

describe("mapPosition()", () => {
  async function locate(code: string): Promise<unknown> {
    const program = await compile(code);
    if (program.kind === "rejected") throw new Error(JSON.stringify(program.diagnostics));
    try {
      await runCompiled(program);
    } catch (error) {
      const [, line, column] = /base64,[^:)]*:(\d+):(\d+)/.exec((error as Error).stack ?? "") ?? [];
      return program.mapPosition(Number(line), Number(column));
    }
    throw new Error("it did not throw");
  }

  test.each<[string, string, unknown]>([
    ["plain code", "const a = 1;\nthrow new Error('x')", { line: 2, column: 7 }],
    [
      "code after types and an enum",
      "interface A {\n  a: 1\n}\nenum E {\n A,\n}\nconst x: A | undefined = undefined as any;\n  x.foo.bar;",
      { line: 8, column: 5 },
    ],
    [
      "code after a hoisted import",
      "import { getCustomer } from './servers/crm/index.ts';\nconst c = getCustomer;\nif (c)   null.x;",
      { line: 3, column: 15 },
    ],
    ["a name that is nothing, in the last expression", "const a = 1;\n\nnope.b", { line: 3, column: 1 }],
    ["a name that is nothing, as all there is", "nope.x = 3", { line: 1, column: 1 }],
    ["the last expression", "const a = { b: null };\na.b.c", { line: 2, column: 5 }],
    [
      "code in a namespace",
      "namespace N {\n  export const x: number = 1;\n  export function f() { throw new Error('x') }\n}\nN.f()",
      { line: 3, column: 31 },
    ],
    ["a returned call", "const f: any = null;\n\n  return  f();", { line: 3, column: 11 }],
    ["code in a skill", "import t from './skills/thrower.ts';\nt()", { line: 2, column: 9, file: "skills/thrower.ts" }],
    ["code after a replaced literal", "const a = '[EMAIL_1]'; throw new Error(a)", { line: 1, column: 30 }],
  ])("mapPosition() names the agent's own line and column for %s", async (_title, code, expected) => {
    expect(await locate(code)).toEqual(expected);
  });

  test("mapPosition() is undefined for our own glue", async () => {
    const program = await compile("return 1");
    if (program.kind === "rejected") throw new Error("rejected");
    expect(program.mapPosition(1, 1)).toBeUndefined();
    expect(program.mapPosition(9999, 1)).toBeUndefined();
  });
});

describe("literals", () => {
  const resolve = (text: string) => text.replaceAll("[EMAIL_1]", "anna@example.com");
  test.each<[string, string, unknown]>([
    ["a string", "return '[EMAIL_1]'", "anna@example.com"],
    ["no space before it", "return'[EMAIL_1]'", "anna@example.com"],
    [
      "a template",
      "const n = 2;\nreturn `to $" + "{n} [EMAIL_1]\n!$" + "{'[EMAIL_1]'}`",
      "to 2 anna@example.com\n!anna@example.com",
    ],
    [
      "an object key",
      "return { '[EMAIL_1]': 1, a: { \"[EMAIL_1]\": 2 } }",
      { "anna@example.com": 1, a: { "anna@example.com": 2 } },
    ],
    ["an escaped spelling", "return '\\x5bEMAIL_1\\u005d'", "anna@example.com"],
    ["the program itself", "'[EMAIL_1]'", "anna@example.com"],
    ["new and member", "return new '[EMAIL_1]'.constructor('x').length", 1],
    ["a default value", "const f = (a = '[EMAIL_1]') => a;\nreturn f()", "anna@example.com"],
    ["a switch", "switch (context.who) { case'[EMAIL_1]': return 1 }", 1],
    ["a cast", "return '[EMAIL_1]' as const", "anna@example.com"],
    ["an enum keeps its constant", "enum E { A = '[EMAIL_1]' }\nreturn Object.keys(E)", ["A"]],
    ["a tagged template keeps its text", "return String.raw`[EMAIL_1]\\n`", "[EMAIL_1]\\n"],
  ])("literals are resolved in %s", async (_title, code, expected) => {
    const rules = { "no-dynamic-code": "off" } as const;
    expect(await run(code, { resolve, context: { who: "anna@example.com" } }, { rules })).toEqual(expected);
  });

  test("literals leave the code: a token never stands in it", async () => {
    const program = await compile("const a = '[EMAIL_1]', b = `x [PERSON_22] y`;\nreturn a + b");
    expect(program).toMatchObject({ kind: "compiled", literals: ["[EMAIL_1]", "x [PERSON_22] y"] });
    expect((program as CompiledProgram).code).not.toMatch(/EMAIL_1|PERSON_22/);
  });
});
