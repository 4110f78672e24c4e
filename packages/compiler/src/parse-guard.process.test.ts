import { afterAll, describe, expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";
import { createFakeHost } from "./fake-runtime.ts";
import { ParseGuard } from "./parse-guard.ts";
import { SourceText } from "./source-text.ts";

const guard = new ParseGuard();
afterAll(() => guard.close());
const nested = (open: string, middle: string, close: string, count: number) =>
  open.repeat(count) + middle + close.repeat(count);

describe("ParseGuard", () => {
  test.each([
    ["parentheses", nested("(", "1", ")", 50_000)],
    ["arrays", nested("[", "", "]", 50_000)],
    ["functions", nested("function f(){", "", "}", 10_000)],
    ["arrow parameters", nested("(a=", "1", ")=>1", 10_000)],
    ["conditions", `${"a?b:".repeat(60_000)}1`],
    ["comparisons that may be types", `${"a<".repeat(50_000)}`],
    ["types", `let x: ${nested("A<", "B", ">", 20_000)}`],
    ["templates", nested("`$".concat("{"), "1", "}`", 30_000)],
    ["else if", `${"if(a);else ".repeat(60_000)};`],
    ["sums", `1${"+1".repeat(200_000)}`],
    ["unclosed brackets", "({[".repeat(100_000)],
  ])("ParseGuard refuses %s nested without end, and this process lives", async (_title, code) => {
    const problem = await guard.check(new SourceText(code), "typescript");
    expect(problem).toMatchObject({ rule: "max-depth" });
    expect(problem?.start).toBeLessThanOrEqual(code.length);
  });

  test("ParseGuard lets long and flat code pass, also after a crash", async () => {
    await guard.check(new SourceText(nested("(", "1", ")", 200_000)), "typescript");
    const flat = "const a = await f({ list: [1, 2, (3)] });\n".repeat(3_000);
    expect(await guard.check(new SourceText(flat), "typescript")).toBeUndefined();
    expect(guard.checkSync(new SourceText(flat), "typescript")).toBeUndefined();
    expect(guard.checkSync(new SourceText(nested("(", "1", ")", 200_000)), "typescript")).toMatchObject({
      rule: "max-depth",
    });
  });

  test("ParseGuard harms no other source with one that crashes", async () => {
    const flat = new SourceText("const a = await f({ list: [1, 2, (3)] });\n".repeat(1_000));
    const deep = new SourceText(nested("(", "1", ")", 200_000));
    const found = await Promise.all([deep, flat, deep, flat].map((source) => guard.check(source, "javascript")));
    expect(found.map((problem) => problem?.rule)).toEqual(["max-depth", undefined, "max-depth", undefined]);
  });

  test("compile() refuses code that is too large with its size", async () => {
    const compiler = createCompiler();
    const program = await compiler.compile({
      code: `"${"x".repeat(2_000_000)}"`,
      language: "typescript",
      host: createFakeHost(),
      rules: { "max-size": "off" },
      typecheck: "off",
    });
    expect(program).toMatchObject({ kind: "rejected", diagnostics: [{ rule: "max-size", line: 1, column: 1 }] });
    await compiler.close();
  });
});
