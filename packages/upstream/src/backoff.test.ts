import { expect, test } from "vitest";
import { toBackoffMs } from "./backoff.ts";

const range = { baseMs: 100, maxMs: 1_000 };

test("toBackoffMs() doubles with each failure up to the maximum", () => {
  expect([1, 2, 3, 4, 5, 99].map((failures) => toBackoffMs(failures, range, () => 1))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});

test("toBackoffMs() spreads over the upper half", () => {
  expect(toBackoffMs(3, range, () => 0)).toBe(200);
  expect(toBackoffMs(3, range, () => 0.5)).toBe(300);
});
