import { describe, expect, test } from "vitest";
import { findHeaderProblem } from "./header-declarations.ts";

const marked = (name: unknown, type: unknown = "string") => ({ type, "x-mcp-header": name });
const object = (properties: Record<string, unknown>, more: object = {}) => ({ type: "object", properties, ...more });

describe("findHeaderProblem()", () => {
  test.each([
    ["no marks", object({ a: { type: "string" } })],
    [
      "marks on texts, whole numbers and booleans",
      object({ a: marked("A"), b: marked("B", "integer"), c: marked("C", "boolean") }),
    ],
    ["a mark on a nested property", object({ a: object({ b: marked("X-B") }) })],
    ["a property that is called like the keyword", object({ "x-mcp-header": { type: "string" } })],
    ["a boolean schema", true],
  ])("findHeaderProblem() accepts %s", (_title, schema) => {
    expect(findHeaderProblem(schema)).toBeUndefined();
  });

  test.each([
    ["an empty name", object({ a: marked("") })],
    ["a name with a space", object({ a: marked("my header") })],
    ["a name with a colon", object({ a: marked("a:b") })],
    ["a name with a line break", object({ a: marked("a\nb") })],
    ["a name in another script", object({ a: marked("Имя") })],
    ["a name that is no text", object({ a: marked(7) })],
    ["a mark on an object", object({ a: marked("A", "object") })],
    ["a mark on a fraction", object({ a: marked("A", "number") })],
    ["a mark without a type", object({ a: { "x-mcp-header": "A" } })],
    ["the same name twice, in other letters", object({ a: marked("Region"), b: marked("REGION") })],
    ["a mark on the root", object({}, marked("A", "object"))],
    ["a mark in a list", object({ a: { type: "array", items: marked("A") } })],
    ["a mark in a choice", object({}, { anyOf: [object({ a: marked("A") })] })],
    ["a mark in a definition", object({}, { $defs: { a: marked("A") } })],
  ])("findHeaderProblem() refuses %s", (_title, schema) => {
    expect(findHeaderProblem(schema)).toContain("x-mcp-header");
  });
});
