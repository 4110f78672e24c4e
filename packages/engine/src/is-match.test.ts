import { expect, test } from "vitest";
import { isMatch } from "./is-match.ts";

test.each([
  [undefined, { a: 1 }, true],
  [null, 3, true],
  [{ a: 1 }, { a: 1, b: 2 }, true],
  [{ a: { b: "x" } }, { a: { b: "x", c: 1 } }, true],
  [{ a: 1 }, { a: 2 }, false],
  [{ a: 1 }, {}, false],
  [{ a: 1 }, "a", false],
  [{ toString: 1 }, {}, false],
  [[1], [1], true],
  ["x", "y", false],
])("isMatch() of %j and %j is %s", (match, data, expected) => {
  expect(isMatch(match, data)).toBe(expected);
});
