import { describe, expect, test } from "vitest";
import { sanitizeTool } from "./sanitize-tool.ts";

const MAX_BYTES = 10_000;
const inputSchema = { type: "object", properties: { a: { type: "string" } } };
const nested = (depth: number): unknown => (depth === 0 ? {} : { not: nested(depth - 1) });

describe("sanitizeTool()", () => {
  test("sanitizeTool() takes a sound definition as it is", () => {
    const annotations = { title: "T", readOnlyHint: true, destructiveHint: false };
    const tool = {
      name: "a",
      title: "A",
      description: "does a",
      inputSchema,
      outputSchema: { type: "array" },
      annotations,
    };
    expect(sanitizeTool(tool, MAX_BYTES)).toEqual({ definition: tool, warnings: [] });
  });

  test.each([
    ["no object", null],
    ["a list", []],
    ["no name", { inputSchema }],
    ["an empty name", { name: "", inputSchema }],
    ["a name that is no text", { name: {}, inputSchema }],
    ["a name with a space", { name: "a b", inputSchema }],
    ["a name with an invisible character", { name: "a\u200bb", inputSchema }],
    ["a name with a line break", { name: "a\nb", inputSchema }],
    ["a name over the limit", { name: "a".repeat(129), inputSchema }],
    ["the name __proto__", { name: "__proto__", inputSchema }],
    ["a schema that is text", { name: "a", inputSchema: "{}" }],
    ["a schema that is a list", { name: "a", inputSchema: [] }],
    ["a schema for a list", { name: "a", inputSchema: { type: "array" } }],
    ["a schema for object or null", { name: "a", inputSchema: { type: ["object", "null"] } }],
    ["a schema nested too deeply", { name: "a", inputSchema: nested(100) }],
    ["a schema that would overflow the stack", { name: "a", inputSchema: nested(6_000) }],
    ["a schema with too many parts", { name: "a", inputSchema: { enum: Array.from({ length: 30_000 }, () => 1) } }],
    ["a schema that is too large", { name: "a", inputSchema: { const: "x".repeat(20_000) } }],
  ])("sanitizeTool() leaves out a tool with %s, saying why", (_title, tool) => {
    const { definition, warnings } = sanitizeTool(tool, MAX_BYTES);
    expect(definition).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("left out");
  });

  test("sanitizeTool() drops only a broken output schema", () => {
    const { definition, warnings } = sanitizeTool({ name: "a", inputSchema, outputSchema: 7 }, MAX_BYTES);
    expect(definition).toEqual({ name: "a", description: "", inputSchema, annotations: {} });
    expect(warnings).toEqual(['tool "a": its output schema was left out: the schema is not an object']);
  });

  test("sanitizeTool() offers a tool without a schema as one that takes any object", () => {
    const { definition, warnings } = sanitizeTool({ name: "a" }, MAX_BYTES);
    expect(definition?.inputSchema).toEqual({ type: "object" });
    expect(warnings).toHaveLength(1);
  });

  test("sanitizeTool() cuts and cleans texts, in the schema too, but not the values in it", () => {
    const hidden = "x\u200by";
    const schema = {
      type: "object",
      properties: { a: { description: hidden, enum: [hidden], default: { title: hidden } } },
    };
    const tool = { name: "a", title: 5, description: `${hidden}${"z".repeat(9_000)}`, inputSchema: schema };
    const { definition, warnings } = sanitizeTool(tool, MAX_BYTES);
    expect(definition?.inputSchema).toEqual({
      type: "object",
      properties: { a: { description: "xy", enum: [hidden], default: { title: hidden } } },
    });
    expect(definition?.description).toMatch(/^xyz+…$/);
    expect(definition?.description.length).toBe(8_000);
    expect(warnings).toEqual([
      'tool "a": invisible characters removed from a schema text',
      'tool "a": 1 invisible characters removed from its description',
      'tool "a": its description cut to 8000 characters',
      'tool "a": its title is not text',
    ]);
  });

  test("sanitizeTool() drops a __proto__ key of a schema", () => {
    const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"},"b":{}}}');
    const { definition, warnings } = sanitizeTool({ name: "a", inputSchema: schema }, MAX_BYTES);
    expect(JSON.stringify(definition?.inputSchema)).toBe('{"type":"object","properties":{"b":{}}}');
    expect(warnings).toHaveLength(1);
  });

  test("sanitizeTool() ignores hints of the wrong type", () => {
    const annotations = { readOnlyHint: "yes", destructiveHint: 1, idempotentHint: true, title: {} };
    expect(sanitizeTool({ name: "a", inputSchema, annotations }, MAX_BYTES).definition?.annotations).toEqual({
      idempotentHint: true,
    });
  });
});
