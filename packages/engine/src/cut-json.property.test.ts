import type { Json } from "@sluice/contracts";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { cutJson, jsonBytes } from "./cut-json.ts";

const json = fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>;

function hasShapeOf(cut: Json, whole: Json): boolean {
  if (Array.isArray(whole))
    return (
      Array.isArray(cut) && cut.length <= whole.length && cut.every((item, index) => hasShapeOf(item, whole[index]))
    );
  if (typeof whole === "string") return typeof cut === "string" && whole.startsWith(cut);
  if (typeof whole === "object" && whole !== null) {
    return (
      typeof cut === "object" &&
      cut !== null &&
      Object.entries(cut).every(
        ([key, inner]) =>
          Object.hasOwn(whole, key) && hasShapeOf(inner as Json, (whole as { [key: string]: Json })[key] as Json),
      )
    );
  }
  return Object.is(cut, whole) || cut === whole;
}

test("cutJson() keeps what fits as it is", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(cutJson(value, jsonBytes(value))).toEqual({ value, missing: [] });
    }),
  );
});

test("cutJson() never exceeds the limit and keeps the shape", () => {
  fc.assert(
    fc.property(json, fc.integer({ min: 64, max: 2000 }), (value, limit) => {
      const { value: cut, missing } = cutJson(value, limit);
      expect(jsonBytes(cut)).toBeLessThanOrEqual(limit);
      expect(hasShapeOf(cut, value)).toBe(true);
      expect(missing.length > 0).toBe(jsonBytes(value) > limit);
    }),
  );
});

test("cutJson() lets the largest part lose first", () => {
  const value = { id: 7, note: "short", rows: Array.from({ length: 1000 }, (_, n) => ({ n, text: "x".repeat(50) })) };
  const { value: cut, missing } = cutJson(value, 4000) as { value: typeof value; missing: unknown };
  expect(cut.id).toBe(7);
  expect(cut.note).toBe("short");
  expect(cut.rows.length).toBeGreaterThan(20);
  expect(missing).toEqual([{ path: "rows", kept: cut.rows.length, total: 1000, unit: "items" }]);
});

test("cutJson() never leaves half a token or half a character", () => {
  for (let limit = 4; limit < 60; limit++) {
    const { value } = cutJson("mail to [EMAIL_12] or 😀😀 or [TAX_ID_3] now, please do it today", limit) as {
      value: string;
    };
    expect(value).not.toMatch(/\[[A-Z_]*_?\d*$/);
    expect(value.isWellFormed()).toBe(true);
  }
});

test("cutJson() cuts the one large item of a list inside and keeps its neighbours whole", () => {
  const small = Array.from({ length: 20 }, (_, n) => ({ n }));
  const { value, missing } = cutJson([...small, { n: 20, text: "x".repeat(10_000) }, ...small], 1_000);
  const cut = value as { n: number; text?: string }[];
  expect(cut).toHaveLength(41);
  expect([...cut.slice(0, 20), ...cut.slice(21)]).toEqual([...small, ...small]);
  expect(missing).toEqual([{ path: "[].text", kept: cut[20]?.text?.length, total: 10_000, unit: "characters" }]);
});

test("cutJson() keeps whole items of a list in which all are too large, from its start", () => {
  const rows = Array.from({ length: 100 }, (_, n) => ({ n, text: "x".repeat(300) }));
  const { value, missing } = cutJson(rows, 4_000);
  const kept = value as typeof rows;
  expect(kept.length).toBeGreaterThan(5);
  expect(kept).toEqual(rows.slice(0, kept.length));
  expect(missing).toEqual([{ path: "", kept: kept.length, total: 100, unit: "items" }]);
});

test("cutJson() keeps further fields where the first value, or its name, is too large", () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field_${n}`, n]));
  for (const first of [{ big: "x".repeat(50_000) }, { ["k".repeat(50_000)]: 1 }]) {
    const { value } = cutJson({ ...first, ...many }, 2_000);
    expect(Object.keys(value as object).length).toBeGreaterThan(50);
  }
});

test("cutJson() measures each part of a deep nest once", () => {
  let value: Json = Array.from({ length: 50_000 }, (_, n) => `item ${n}`);
  for (let depth = 0; depth < 100; depth++) value = { inner: value };
  const stringify = vi.spyOn(JSON, "stringify");
  const { value: cut } = cutJson(value, 10_000);
  // Once for the whole, once for each text, name and step of a search for the place to cut.
  expect(stringify.mock.calls.length).toBeLessThan(3 * 50_000);
  stringify.mockRestore();
  expect(jsonBytes(cut)).toBeLessThanOrEqual(10_000);
});
