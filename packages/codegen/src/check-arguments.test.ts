import { createToolEntry, type JsonObject, type JsonSchema } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createArgumentChecker } from "./check-arguments.ts";

const checker = createArgumentChecker();
const check = (inputSchema: unknown, args: JsonObject): readonly { path: string; message: string }[] =>
  checker.check(
    createToolEntry("s", { name: "t", description: "", inputSchema: inputSchema as JsonSchema, annotations: {} }),
    args,
  );

const issue = {
  type: "object",
  properties: {
    title: { type: "string", minLength: 1, maxLength: 5 },
    state: { enum: ["open", "closed"] },
    labels: { type: "array", items: { type: "string" }, maxItems: 2 },
    count: { type: "integer", minimum: 1 },
    assignee: { type: "object", properties: { login: { type: "string" } }, required: ["login"] },
  },
  required: ["title"],
  additionalProperties: false,
};

describe("checkArguments()", () => {
  test("accepts what fits", () => {
    expect(check(issue, { title: "a", state: "open", labels: ["x"], count: 3, assignee: { login: "me" } })).toEqual([]);
  });

  test.each([
    [{}, "title", "is missing: expected string"],
    [{ title: 3 }, "title", "expected string, got number"],
    [{ title: null }, "title", "expected string, got null"],
    [{ title: "abcdef" }, "title", "expected at most 5 characters, got 6"],
    [{ title: "a", state: "opne" }, "state", 'expected "open" | "closed", got another string; did you mean "open"?'],
    [{ title: "a", labels: "x" }, "labels", "expected array of string, got string"],
    [{ title: "a", labels: ["x", 2] }, "labels[1]", "expected string, got number"],
    [{ title: "a", count: 0 }, "count", "expected a number of at least 1"],
    [{ title: "a", count: 1.5 }, "count", "expected integer, got number"],
    [{ title: "a", assignee: {} }, "assignee.login", "is missing: expected string"],
    [{ title: "a", lables: [] }, "lables", 'is not known; did you mean "labels"?'],
    [{ title: "a", zzz: 1 }, "zzz", "is not known; known are title, state, labels, count, assignee"],
  ])("says what is wrong with %j", (args, path, message) => {
    expect(check(issue, args as JsonObject)).toEqual([{ path, message }]);
  });

  test("lists several problems, and no more than ten", () => {
    expect(check(issue, { state: 1, count: "x" })).toHaveLength(3);
    const many = { type: "object", properties: { list: { type: "array", items: { type: "string" } } } };
    expect(check(many, { list: Array.from({ length: 100 }, (_, at) => at) })).toHaveLength(10);
  });

  test("never repeats a value or a key that looks like data", () => {
    const schema = { type: "object", additionalProperties: { type: "number" } };
    const text = JSON.stringify([
      check(issue, { title: "x", state: "ann@example.org", "ann@example.org": 1, assignee: "ann@example.org" }),
      check(schema, { "ann@example.org": "ann@example.org", 49170123456: "x" }),
      check({ type: "object", properties: { a: { pattern: "^x", type: "string" } } }, { a: "ann@example.org" }),
    ]);
    expect(text).not.toContain("example.org");
    expect(text).not.toContain("49170123456");
    expect(text).toContain("[…]");
  });

  test("explains the form of a union that was meant", () => {
    const schema = {
      type: "object",
      properties: {
        shape: {
          oneOf: [
            {
              type: "object",
              properties: { kind: { const: "circle" }, radius: { type: "number" } },
              required: ["kind", "radius"],
            },
            {
              type: "object",
              properties: { kind: { const: "box" }, width: { type: "number" } },
              required: ["kind", "width"],
            },
          ],
        },
      },
    };
    expect(check(schema, { shape: { kind: "box" } })).toEqual([
      { path: "shape.width", message: "is missing: expected number" },
    ]);
    expect(check(schema, { shape: 3 })).toEqual([
      { path: "shape", message: "expected object with kind, radius or object with kind, width, got number" },
    ]);
  });

  test("follows local references and leaves the others alone", () => {
    const schema = {
      type: "object",
      properties: { node: { $ref: "#/definitions/node" }, far: { $ref: "https://example.org/x.json" } },
      definitions: {
        node: {
          type: "object",
          properties: { name: { type: "string" }, next: { $ref: "#/definitions/node" } },
          required: ["name"],
        },
      },
    };
    expect(check(schema, { node: { name: "a", next: { name: "b" } }, far: 1 })).toEqual([]);
    expect(check(schema, { node: { name: "a", next: { name: 1 } } })).toEqual([
      { path: "node.next.name", message: "expected string, got number" },
    ]);
  });

  test("reads draft-04 to 2020-12 alike", () => {
    const tuple = {
      type: "object",
      properties: { p: { type: "array", items: [{ type: "number" }], additionalItems: false } },
    };
    expect(check(tuple, { p: [1] })).toEqual([]);
    expect(check(tuple, { p: ["a"] })).toHaveLength(1);
    expect(check(tuple, { p: [1, 2] })).toHaveLength(1);
    const prefix = {
      type: "object",
      properties: { p: { type: "array", prefixItems: [{ type: "number" }], items: false } },
    };
    expect(check(prefix, { p: [1] })).toEqual([]);
    expect(check(prefix, { p: [1, 2] })).toHaveLength(1);
    expect(
      check({ type: "object", properties: { n: { type: "number", minimum: 0, exclusiveMinimum: true } } }, { n: 0 }),
    ).toEqual([]);
    expect(check({ type: "object", properties: { n: { type: "string", nullable: true } } }, { n: null })).toEqual([]);
  });

  test("does not ask for what has a default", () => {
    const schema = { type: "object", properties: { limit: { type: "number", default: 10 } }, required: ["limit"] };
    expect(check(schema, {})).toEqual([]);
  });

  test("checks names that every object inherits", () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"constructor":{"type":"string"},"__proto__":{"type":"string"}},"required":["toString"]}',
    );
    expect(check(schema, { toString: 1 } as unknown as JsonObject)).toEqual([]);
    expect(check(schema, {})).toHaveLength(1);
    expect(check(schema, JSON.parse('{"toString":1,"constructor":2}'))).toHaveLength(1);
  });

  test.each([
    ["no schema", undefined],
    ["a list", []],
    [
      "wrong keyword values",
      {
        type: "objekt",
        properties: 3,
        required: "a",
        enum: [],
        pattern: "(",
        minLength: -1,
        items: "x",
        allOf: {},
        $ref: 4,
      },
    ],
    ["asynchronous", { $async: true, $id: "http://a/b", $schema: "nonsense", $dynamicRef: "#x" }],
  ])("accepts everything by a schema that cannot be used: %s", (_name, schema) => {
    expect(check(schema, { a: 1 })).toEqual([]);
    expect(check(schema, { a: 1 })).toEqual([]);
  });

  test("is not held by a pattern that backtracks", () => {
    const schema = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } };
    expect(check(schema, { a: `${"a".repeat(50)}!` })).toHaveLength(1);
    const looking = { type: "object", properties: { a: { type: "string", pattern: "^(?=(a+)+$)" } } };
    expect(check(looking, { a: `${"a".repeat(50)}!` })).toEqual([]);
  });

  test("is not held by references that double", () => {
    const $defs: Record<string, unknown> = { n0: { type: "object" } };
    for (let at = 1; at < 40; at += 1) {
      const $ref = `#/$defs/n${at - 1}`;
      $defs[`n${at}`] = { allOf: [{ $ref }, { $ref }] };
    }
    expect(check({ $ref: "#/$defs/n39", $defs }, {})).toEqual([]);
  });

  test("is not held by data that is nested deeply", () => {
    const schema = { type: "object", properties: { a: { $ref: "#" } } };
    let args: JsonObject = {};
    for (let at = 0; at < 5_000; at += 1) args = { a: args };
    expect(check(schema, args)).toEqual([]);
  });

  test("knows many forms of one schema apart by digest", () => {
    for (let at = 0; at < 450; at += 1) {
      expect(check({ type: "object", properties: { a: { const: at } } }, { a: at })).toEqual([]);
      expect(check({ type: "object", properties: { a: { const: at } } }, { a: -1 })).toHaveLength(1);
    }
  });
});
