import { expect, test } from "vitest";
import { inferSchema } from "./infer-schema.ts";

test("inferSchema() gives names and types of an input, and no value", () => {
  const input = { top: 3, names: ["secret"], range: { from: "2026-01-01", days: 7 }, note: null };
  expect(inferSchema(input, "")).toEqual({
    type: "object",
    properties: {
      top: { type: "number" },
      names: { type: "array", items: { type: "string" } },
      range: {
        type: "object",
        properties: { from: { type: "string" }, days: { type: "number" } },
        required: ["from", "days"],
      },
      note: {},
    },
    required: ["top", "names", "range", "note"],
  });
  expect(inferSchema("text", "")).toEqual({ type: "object" });
});

test("inferSchema() requires nothing that the code can do without", () => {
  const input = { top: 3, min: 1, tags: [], sort: "id", by: "x" };
  const code =
    "async (input: { top: number; min?: number }, { sort = 'id' } = input) => input.tags?.length + (input.by === sort)";
  expect(inferSchema(input, code)).toMatchObject({ required: ["top", "by"] });
  expect(inferSchema({ n: 1 }, "return (context.n ?? 2) + 1")).toMatchObject({ required: [] });
  expect(inferSchema({ n: 1 }, "const min = 1; const on = () => context.n")).toMatchObject({ required: ["n"] });
});

test("inferSchema() keeps no keys that may be data", () => {
  expect(inferSchema({ "a@b.example": 1 }, "")).toEqual({ type: "object" });
  const byId = { cus_9sX2kq81: { n: 1 }, cus_8aB3: { n: 2 } };
  expect(inferSchema({ balances: { anna: 3, peter: 4 }, byId }, "")).toEqual({
    type: "object",
    properties: { balances: { type: "object" }, byId: { type: "object" } },
    required: ["balances", "byId"],
  });
});
