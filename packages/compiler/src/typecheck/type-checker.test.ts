import { describe, expect, test } from "vitest";
import { createCompiler } from "../create-compiler.ts";
import { createFakeHost } from "../fake-runtime.ts";
import { TypeChecker } from "./type-checker.ts";
import type { TypeAnswer } from "./type-server.ts";

const files = new Map<string, string>();
const answering = (answer: () => Promise<TypeAnswer>) => () => ({ check: answer, close() {} });

describe("TypeChecker", () => {
  test("TypeChecker makes one check at a time", async () => {
    let running = 0;
    let most = 0;
    const checker = new TypeChecker({
      createServer: answering(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return { kind: "checked", findings: [] };
      }),
    });
    await Promise.all([checker.check(files), checker.check(files), checker.check(files)]);
    expect(most).toBe(1);
  });

  test("TypeChecker gives up a check whose time went by while it waited", async () => {
    let checks = 0;
    const checker = new TypeChecker({
      deadlineMs: 20,
      createServer: answering(async () => {
        checks++;
        await new Promise((resolve) => setTimeout(resolve, 40));
        return { kind: "checked", findings: [] };
      }),
    });
    const [, second] = await Promise.all([checker.check(files), checker.check(files)]);
    expect(second).toEqual({ kind: "late" });
    expect(checks).toBe(1);
  });

  test("a check that is late is a warning, and the program compiles", async () => {
    const compiler = createCompiler({ createTypeServer: answering(async () => ({ kind: "late" })) });
    const program = await compiler.compile({
      code: "return 1",
      language: "typescript",
      host: createFakeHost(),
      rules: {},
      typecheck: "error",
    });
    expect(program).toMatchObject({ kind: "compiled", diagnostics: [{ rule: "typecheck", severity: "warning" }] });
  });

  test("JavaScript is checked for wrong tool names without TypeScript", async () => {
    const compiler = createCompiler({
      createTypeServer: answering(() => {
        throw new Error("not to be asked");
      }),
    });
    const host = createFakeHost([{ server: "crm", functionName: "getCustomer", module: "" }]);
    const compile = (code: string, typecheck: "error" | "warn" | "off") =>
      compiler.compile({ code, language: "javascript", host, rules: {}, typecheck });
    const wrong = "servers.crm.getCustomr({ id: 1 })";
    expect(await compile(wrong, "error")).toMatchObject({
      kind: "rejected",
      diagnostics: [{ rule: "unknown-tool", severity: "error", line: 1, column: 13, snippet: wrong }],
    });
    expect(await compile(wrong, "warn")).toMatchObject({ kind: "compiled", diagnostics: [{ severity: "warning" }] });
    expect(await compile(wrong, "off")).toMatchObject({ kind: "compiled", diagnostics: [] });
    expect(await compile("const n = 'a' * 2; n.foo", "error")).toMatchObject({ kind: "compiled", diagnostics: [] });
  });
});
