import { compilerRules, createCompiler } from "@sluice/compiler";
import type { Diagnostic } from "@sluice/contracts";
import { afterAll, describe, expect, it } from "vitest";
import { clientExports } from "../../packages/compiler/src/client-exports.ts";
import { createGuideHost } from "./guide-host.ts";
import { fencesOf, readDoc, readDocs, tableOf, wordsOf } from "./markdown.ts";

const compiler = createCompiler({ typecheckDeadlineMs: 60_000 });
afterAll(() => compiler.close());

/** What an agent would be told about the code, hints left out. */
async function diagnose(code: string): Promise<readonly Diagnostic[]> {
  const host = createGuideHost();
  const program = await compiler.compile({ code, language: "typescript", host, rules: {}, typecheck: "error" });
  return program.diagnostics;
}

const snippets = readDocs()
  .flatMap(fencesOf)
  .filter(({ language }) => language === "ts" || language === "typescript")
  .map((fence) => [`${fence.doc}:${fence.line}`, fence.body] as const);

describe("agent code in the documentation", () => {
  it.each(snippets)("%s compiles, and its types fit", async (_place, code) => {
    expect(await diagnose(code)).toEqual([]);
  });

  it("is checked against types that refuse what is wrong", async () => {
    expect((await diagnose("return (await servers.crm.getCustomer({ id: 'x' })).name"))[0]?.rule).toBe("ts2322");
    expect((await diagnose("return await servers.crm.getCustomers({})"))[0]?.severity).toBe("error");
  });
});

describe("docs/AGENTS-GUIDE.md", () => {
  const doc = readDoc("docs/AGENTS-GUIDE.md");

  it("has every validation rule with its severity, and no other", () => {
    const real = compilerRules.map(({ id, severity, isFixed, description }) => [
      id,
      severity,
      isFixed ? "yes" : "no",
      description,
    ]);
    const rows = tableOf(doc, "rule", "default").map(([id, ...rest]) => [wordsOf(id)[0], ...rest]);
    expect(rows).toEqual(real);
  });

  it("has everything that ./client.ts exports, and nothing else", () => {
    const written = tableOf(doc, "from `./client.ts`", "what").flatMap(([cell]) =>
      wordsOf(cell).map((word) => /^\w+/.exec(word)?.[0] ?? ""),
    );
    expect([...new Set(written)].sort()).toEqual([...clientExports].sort());
  });
});
