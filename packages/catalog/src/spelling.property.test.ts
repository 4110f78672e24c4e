import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSimilarity, editDistance } from "./spelling.ts";

const word = fc.stringMatching(/^[a-e]{0,8}$/);

describe("editDistance()", () => {
  test("editDistance() is symmetric, zero only for equal words and never above the limit plus one", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 9 }), (a, b, limit) => {
        const edits = editDistance(a, b, limit);
        expect(edits).toBe(editDistance(b, a, limit));
        expect(edits === 0).toBe(a === b);
        expect(edits).toBeLessThanOrEqual(limit + 1);
      }),
    );
  });

  test("editDistance() counts a swap of neighbours as one", () => {
    expect(editDistance("broswer", "browser", 2)).toBe(1);
  });
});

describe("createSimilarity()", () => {
  test("createSimilarity() lies between 0 and 1", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const value = createSimilarity(a)(b);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });
});
