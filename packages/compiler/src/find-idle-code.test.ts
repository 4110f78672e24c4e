import type { CompiledProgram, RejectedProgram } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createCompiler } from "./create-compiler.ts";
import { createFakeHost } from "./fake-runtime.ts";

const host = createFakeHost([{ server: "crm", functionName: "getCustomer", module: "" }]);

function compile(code: string): Promise<CompiledProgram | RejectedProgram> {
  return createCompiler().compile({ code, language: "typescript", host, rules: {}, typecheck: "off" });
}

describe("findIdleCode()", () => {
  test.each<[string, string]>([
    ["async function run() {\n  return 1;\n}", "Nothing calls run, so nothing runs"],
    [
      "import { getCustomer } from './servers/crm/getCustomer.ts';\nexport const run = async () => getCustomer({ id: 1 });",
      "Nothing calls run, so nothing runs",
    ],
    [
      "interface A { a: 1 }\nconst help = () => 1;\nasync function main() { return help() }",
      "Nothing calls main, so nothing runs",
    ],
    ["async () => {\n  return 1;\n}", "Nothing calls this function, so nothing runs"],
    ["export const result = 1;", "Nothing is returned: the code ends with the declaration of result"],
    [
      "const { name } = await servers.crm.getCustomer({ id: 1 });\nconst result = name.length;",
      "Nothing is returned: the code ends with the declaration of result",
    ],
  ])("findIdleCode() warns of %j", async (code, message) => {
    expect(await compile(code)).toMatchObject({
      kind: "compiled",
      diagnostics: [{ rule: "no-result", severity: "warning", message }],
    });
  });

  test.each([
    "async function main() { return 1 }\nmain();",
    "async function main() { return 1 }\nexport default main;",
    "async function main() { return 1 }\nexport { main as default };",
    "(async () => 1)()",
    "const f = () => 1;\nreturn f;",
    "const a = 1;\nconsole.log(a);",
    "const a = 1;\nif (a > 2) console.log(a);",
    "for (const id of [1, 2]) await servers.crm.getCustomer({ id });",
    "// nothing",
  ])("findIdleCode() says nothing of %j", async (code) => {
    expect(await compile(code)).toMatchObject({ kind: "compiled", diagnostics: [] });
  });
});
