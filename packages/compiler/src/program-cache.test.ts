import type { CompileRequest } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";
import { createFakeHost, type FakeTool } from "./fake-runtime.ts";

const tool = (module = "export function getCustomer(args: { id: number }): Promise<any> {\n}\n"): FakeTool => ({
  server: "crm",
  functionName: "getCustomer",
  module,
});
const code = "import double from './skills/double.ts';\nawait servers.crm.getCustomer({ id: 1 });\nreturn double(1)";
const skill = "export default (n: number) => n * 2;";

/** Answers checks at once and counts them. */
function createCounting() {
  let checks = 0;
  const compiler = createCompiler({
    cacheEntries: 2,
    createTypeServer: () => ({
      async check() {
        checks++;
        return { kind: "checked", findings: [] };
      },
      close() {},
    }),
  });
  const compile = (host = createFakeHost([tool()], { double: skill }), more: Partial<CompileRequest> = {}) =>
    compiler.compile({ code, language: "typescript", host, rules: {}, typecheck: "error", ...more });
  return { compile, checks: () => checks };
}

describe("ProgramCache", () => {
  test("ProgramCache gives the same program for the same source and the same tools and skills", async () => {
    const { compile, checks } = createCounting();
    expect(await compile()).toBe(await compile());
    expect(checks()).toBe(1);
  });

  test("ProgramCache sees a changed skill, tool, rule and type check", async () => {
    const { compile, checks } = createCounting();
    const first = await compile();
    const changedSkill = await compile(createFakeHost([tool()], { double: `${skill} // 2` }));
    expect(changedSkill).not.toBe(first);
    await compile(createFakeHost([tool(`${tool().module}// changed`)], { double: skill }));
    expect(checks()).toBe(3);
    await compile(undefined, { rules: { "no-secrets": "off" } });
    await compile(undefined, { typecheck: "warn" });
    expect(checks()).toBe(5);
  });

  test("ProgramCache never serves a program whose tool is gone", async () => {
    const { compile } = createCounting();
    expect((await compile()).kind).toBe("compiled");
    const without = createFakeHost([{ ...tool(), functionName: "other" }], { double: skill });
    expect((await compile(without)).kind).toBe("rejected");
  });

  test("ProgramCache drops the program that was not used for longest", async () => {
    const { compile, checks } = createCounting();
    await compile();
    await compile(undefined, { code: "return 1" });
    await compile();
    await compile(undefined, { code: "return 2" });
    expect(checks()).toBe(3);
    await compile();
    expect(checks()).toBe(3);
    await compile(undefined, { code: "return 1" });
    expect(checks()).toBe(4);
  });
});
