import { describe, expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";
import { createFakeHost, runCompiled } from "./fake-runtime.ts";

const compiler = createCompiler();
const tool = { server: "crm", functionName: "getCustomer", module: "" };

/** Runs it the way another program would: by import. */
async function runAsSkill(module: string, argument: unknown): Promise<unknown> {
  const host = createFakeHost([tool], { made: module });
  const code = "import made from './skills/made.ts'; return made(context)";
  const program = await compiler.compile({ code, language: "typescript", host, rules: {}, typecheck: "off" });
  if (program.kind === "rejected") throw new Error(JSON.stringify(program.diagnostics));
  return runCompiled(program, { context: argument, call: (_address, args) => args });
}

describe("toSkillModule()", () => {
  test.each([
    ["a function body", "const n: number = context.n;\nreturn n + 1;"],
    ["a last expression", "const n = context.n\nn + 1"],
    [
      "imports among the code",
      "const a = context.n;\nimport { getCustomer } from './servers/crm/getCustomer.ts';\nconst r = await getCustomer({ id: a });\nr.id + 1 // done",
    ],
    ["a namespace", "namespace N { export const one = 1 }\nreturn context.n + N.one"],
    ["named exports", "export const one: number = 1;\nexport type X = 1;\ncontext.n + one"],
    ["export default", "export default (c: { n: number }) => c.n + 1;"],
  ])("toSkillModule() makes %s importable", async (_title, code) => {
    const module = compiler.toSkillModule(code, "typescript");
    expect(module).toContain("export default");
    expect(await runAsSkill(module, { n: 4 })).toBe(5);
  });

  test("toSkillModule() leaves a module with a default export as it is", () => {
    const code = "const f = () => 1;\nexport { f as default };\n";
    expect(compiler.toSkillModule(code, "typescript")).toBe(code);
  });

  test("toSkillModule() keeps imports on top and readable", () => {
    expect(compiler.toSkillModule("import { a } from './client.ts';\n\nreturn a();", "typescript")).toBe(
      "import { a } from './client.ts';\n\nexport default async function (context: any) {\n\nreturn a();\n}\n",
    );
  });

  test("toSkillModule() refuses code that does not parse", () => {
    expect(() => compiler.toSkillModule("const = 1", "typescript")).toThrowError(
      expect.objectContaining({ code: "invalid_code" }),
    );
  });
});
