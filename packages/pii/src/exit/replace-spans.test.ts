import fc from "fast-check";
import { expect, test } from "vitest";
import { replaceSpans, settleSpans } from "./replace-spans.ts";

const span = (start: number, end: number, payload = "x", rank = 0) => ({ start, end, rank, payload });

test("settleSpans() lets the longer span win and keeps what is left of the other", () => {
  expect(settleSpans([span(0, 4, "a"), span(2, 10, "b")])).toEqual([span(0, 2, "a"), span(2, 10, "b")]);
  expect(settleSpans([span(0, 8, "a"), span(6, 10, "b")])).toEqual([span(0, 8, "a"), span(8, 10, "b")]);
  expect(settleSpans([span(0, 8, "a"), span(2, 5, "b")])).toEqual([span(0, 8, "a")]);
  expect(settleSpans([span(0, 8, "a", 0), span(0, 8, "b", 2)])).toEqual([span(0, 8, "b", 2)]);
});

test("settleSpans() covers every character that was covered, once", () => {
  const spans = fc.array(
    fc
      .tuple(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 12 }), fc.nat({ max: 2 }))
      .map(([start, length, rank]) => span(start, start + length, "x", rank)),
  );
  fc.assert(
    fc.property(spans, (all) => {
      const settled = settleSpans(all);
      const covered = (list: readonly { start: number; end: number }[]): readonly number[] =>
        [...new Set(list.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)))].sort(
          (a, b) => a - b,
        );
      expect(covered(settled)).toEqual(covered(all));
      expect(settled.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(covered(all).length);
    }),
  );
});

test("replaceSpans() puts one text in for each span", () => {
  expect(replaceSpans("hello world", [span(0, 5, "A"), span(6, 11, "B")], ({ payload }) => `[${payload}]`)).toBe(
    "[A] [B]",
  );
});
