import { policyFileSchema } from "@sluice/contracts";
import { type ParseError, parse as parseJsonc } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { createProgram } from "../../packages/cli/src/program.ts";
import { findConfigProblem } from "./config-problem.ts";
import { type Fence, fencesOf, readDocs } from "./markdown.ts";

const fences = readDocs().flatMap(fencesOf);
const named = (one: Fence): string => `${one.doc}:${one.line} ${one.language} ${one.title}`;
const pick = (...languages: readonly string[]) =>
  fences.filter(({ language }) => languages.includes(language)).map((fence) => [named(fence), fence] as const);

function readJson({ body, language }: Fence): unknown {
  if (language === "json") return JSON.parse(body);
  const errors: ParseError[] = [];
  const value: unknown = parseJsonc(body, errors, { allowTrailingComma: true });
  expect(errors).toEqual([]);
  return value;
}

const command = z.string().regex(/^\/.+\/node_modules\/\.bin\/sluice$/, "an absolute path to the linked program");
const args = z.array(z.string()).refine(isServe, "arguments that sluice takes");
const url = z.literal("http://127.0.0.1:7411/mcp");
const stdioEntry = z.strictObject({ command, args });
const remoteEntry = z.strictObject({ url });
/** The files of MCP clients, in the shapes that they read. */
const clientFiles: Readonly<Record<string, z.ZodType>> = {
  "claude_desktop_config.json": z.strictObject({ mcpServers: z.record(z.string(), stdioEntry) }),
  ".cursor/mcp.json": z.strictObject({ mcpServers: z.record(z.string(), z.union([stdioEntry, remoteEntry])) }),
  ".vscode/mcp.json": z.strictObject({
    servers: z.record(
      z.string(),
      z.union([stdioEntry.extend({ type: z.literal("stdio") }), remoteEntry.extend({ type: z.literal("http") })]),
    ),
  }),
};

function isServe(words: readonly string[]): boolean {
  const [name, ...rest] = words;
  const serve = createProgram().commands.find((one) => one.name() === name);
  return name === "serve" && serve?.exitOverride().parseOptions([...rest]).unknown.length === 0;
}

describe("JSON in the documentation", () => {
  it.each(pick("json", "jsonc"))("%s is what it says", (_name, fence) => {
    const value = readJson(fence);
    if (fence.title === "event") return;
    if (fence.title === "sluice.json") {
      const problem = findConfigProblem(fence.body);
      expect(problem).toBeUndefined();
      return;
    }
    const schema = clientFiles[fence.title];
    expect(schema, `no check for "${fence.title}"`).toBeDefined();
    expect(schema?.safeParse(value).error).toBeUndefined();
  });

  it("has the configuration of every client", () => {
    const titles = fences.map(({ title }) => title);
    for (const file of Object.keys(clientFiles)) expect(titles).toContain(file);
  });

  it("findConfigProblem() refuses a key that there is not", () => {
    expect(findConfigProblem('{ "mcpServer": {} }')).toContain("mcpServers");
    expect(findConfigProblem('{ "http": { "port": "high" } }')).toContain("http.port");
  });
});

describe("YAML in the documentation", () => {
  it.each(pick("yaml", "yml"))("%s is a policy, or a part of one", (_name, { body }) => {
    const value = parseYaml(body) as Record<string, unknown>;
    expect(policyFileSchema.safeParse({ name: "part", ...value }).error).toBeUndefined();
  });

  it("there is some", () => {
    expect(pick("yaml").length).toBeGreaterThan(2);
  });
});

describe("snippets", () => {
  it("are in a language that a test knows", () => {
    const known = ["sh", "text", "json", "jsonc", "yaml", "ts", "mermaid", ""];
    expect(fences.filter(({ language }) => !known.includes(language)).map(named)).toEqual([]);
  });
});
