import type { Json } from "@sluice/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
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
