import { createToolEntry, type JsonSchema, type ToolDefinition, type ToolEntry } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createCodegen } from "./codegen.ts";

const tool = (name: string, more: Partial<ToolDefinition> = {}): ToolEntry =>
  createToolEntry("github", {
    name,
    description: `${name} it`,
    inputSchema: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
    annotations: {},
    ...more,
  });

describe("createCodegen()", () => {
  test("renders a tool as a module that calls it by its address", async () => {
    const codegen = createCodegen({ generatedDir: "unused" });
    const rendered = await codegen.render(
      tool("get_issue", { outputSchema: { type: "object", properties: { n: { type: "number" } } } }),
    );
    expect(rendered).toEqual({
      address: "github.get_issue",
      functionName: "getIssue",
      importPath: "./servers/github/getIssue.ts",
      signature: "getIssue(args: { id: string }): Promise<GetIssueOutput>",
      declaration:
        "export interface GetIssueInput {\n  id: string\n}\n\nexport interface GetIssueOutput {\n  n?: number\n}\n\n/** get_issue it */\nexport declare function getIssue(args: GetIssueInput): Promise<GetIssueOutput>;\n",
      module:
        'import { callTool } from "../../client.ts";\n\nexport interface GetIssueInput {\n  id: string\n}\n\nexport interface GetIssueOutput {\n  n?: number\n}\n\n/** get_issue it */\nexport function getIssue(args: GetIssueInput): Promise<GetIssueOutput> {\n  return callTool("github.get_issue", args);\n}\n',
      warnings: [],
    });
  });

  test("answers for names after being told of a server's tools", () => {
    const codegen = createCodegen({ generatedDir: "unused" });
    expect(codegen.functionNameOf("github", "get_issue")).toBeUndefined();
    codegen.setServer("github", [tool("get_issue"), tool("get-issue"), tool("list")]);
    expect(codegen.toolNameOf("github", "list")).toBe("list");
    expect(codegen.toolNameOf("github", "getIssue")).toBeUndefined();
    expect(codegen.toolNameOf("github", "get_issue")).toBe("get_issue");
    const name = codegen.functionNameOf("github", "get_issue") ?? "";
    expect(codegen.toolNameOf("github", name)).toBe("get_issue");
    codegen.removeServer("github");
    expect(codegen.toolNameOf("github", "list")).toBeUndefined();
  });

  test("renders a definition once", async () => {
    const codegen = createCodegen({ generatedDir: "unused", maxCachedTools: 2 });
    const first = await codegen.render(tool("a"));
    expect(await codegen.render(tool("a"))).toBe(first);
    expect(await codegen.render(tool("a", { description: "new" }))).not.toBe(first);
    await codegen.render(tool("b"));
    await codegen.render(tool("c"));
    expect(await codegen.render(tool("a"))).not.toBe(first);
  });

  test("types results by what was observed, where the server declares nothing", async () => {
    const codegen = createCodegen({ generatedDir: "unused" });
    const observed = { calls: 2, schema: { type: "object", properties: { n: { type: "number" } } } };
    const plain = await codegen.render(tool("a"));
    const learned = await codegen.render(tool("a"), observed);
    const declared = await codegen.render(tool("a", { outputSchema: { type: "string" } as JsonSchema }), observed);
    expect(plain.signature).toBe("a(args: { id: string }): Promise<any>");
    expect(learned.signature).toBe("a(args: { id: string }): Promise<AOutput>");
    expect(learned.declaration).toContain("@observed result type learned from 2 calls");
    expect(declared.signature).toBe("a(args: { id: string }): Promise<string>");
    expect(declared.observedCalls).toBeUndefined();
  });

  test("imports a skill from the skills", async () => {
    const codegen = createCodegen({ generatedDir: "unused" });
    const skill = createToolEntry(
      "skills",
      { name: "sum-up", description: "", inputSchema: {}, annotations: {} },
      "skill",
    );
    expect((await codegen.render(skill)).importPath).toBe("./skills/sum-up.ts");
  });

  test("cuts a long signature, and names required fields first", async () => {
    const codegen = createCodegen({ generatedDir: "unused" });
    const names = Array.from({ length: 80 }, (_, at) => `field_number_${at}`);
    const inputSchema = {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
      required: ["field_number_79"],
    };
    const { signature } = await codegen.render(tool("a", { inputSchema }));
    expect(signature.length).toBeLessThan(340);
    expect(signature).toMatch(
      /^a\(args: \{ field_number_79: string; field_number_0\?: string; .*; … \}\): Promise<any>$/,
    );
  });

  test.each([
    ["nothing", undefined],
    ["a list", []],
    ["text", "object"],
    [
      "a cycle that JSON cannot hold",
      (() => {
        const cycle: Record<string, unknown> = { type: "object" };
        cycle.properties = { self: cycle };
        return cycle;
      })(),
    ],
  ])("renders a tool whose schema is %s", async (_name, inputSchema) => {
    const codegen = createCodegen({ generatedDir: "unused" });
    const entry: ToolEntry = { ...tool("a"), inputSchema: inputSchema as JsonSchema };
    expect((await codegen.render(entry)).declaration).toContain("export declare function a(");
  });

  test("checks arguments by the tool's own schema", () => {
    const codegen = createCodegen({ generatedDir: "unused" });
    expect(codegen.checkArguments(tool("a"), { id: "x" })).toEqual([]);
    expect(codegen.checkArguments(tool("a"), {})).toEqual([{ path: "id", message: "is missing: expected string" }]);
  });
});
