import { describe, expect, test } from "vitest";
import { createFakeHost } from "../fake-runtime.ts";
import { linkProgram } from "../link-modules.ts";
import { ParseGuard } from "../parse-guard.ts";
import { parseSource, toSourceOffset } from "../parse-source.ts";
import { SourceText } from "../source-text.ts";
import { createCheckText } from "./check-text.ts";

const host = createFakeHost([{ server: "crm", functionName: "getCustomer", module: "" }]);

async function checkText(code: string) {
  const parsed = parseSource(new SourceText(code), "typescript");
  if (parsed.kind === "refused") throw new Error(parsed.problem.message);
  const { main } = await linkProgram(parsed.parsed, { host, guard: new ParseGuard(), signal: undefined });
  return createCheckText(main);
}

describe("createCheckText()", () => {
  test.each([
    "const a = 1;\nMARK;",
    "import { getCustomer } from '../servers/crm';\nMARK; getCustomer",
    "import { getCustomer } from '../servers/crm';\nif (1) return 2;\nMARK; getCustomer",
    "return 1;\nnamespace N { MARK }",
    "return 1;\nexport const a = MARK;",
    "return 1;\nexport default MARK;\nimport { getCustomer } from './servers/crm/index.ts';",
  ])("createCheckText() keeps the way back to the source of %j", async (code) => {
    const text = await checkText(code);
    const origin = text.originOf(text.text.indexOf("MARK"));
    expect(origin === undefined ? undefined : toSourceOffset(origin)).toBe(code.indexOf("MARK"));
  });

  test("createCheckText() names the check's own files and puts returning code in a function", async () => {
    const { text } = await checkText("import { getCustomer } from '../servers/crm';\nreturn getCustomer");
    expect(text).toMatch(/^import \{ getCustomer \} from ".\/server.crm.ts";+\nexport default async function/);
    expect(text.match(/\bimport\b/g)).toHaveLength(1);
  });
});
