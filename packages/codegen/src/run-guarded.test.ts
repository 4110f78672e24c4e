import { describe, expect, test } from "vitest";
import { isTimeout, runGuarded } from "./run-guarded.ts";

describe("runGuarded()", () => {
  test("gives the result and throws what the work throws", () => {
    expect(runGuarded(() => 3, 1_000)).toBe(3);
    expect(() => runGuarded(() => JSON.parse("{"), 1_000)).toThrow(SyntaxError);
  });

  test.each<[string, () => unknown]>([
    [
      "a loop",
      () => {
        for (;;);
      },
    ],
    ["a pattern that backtracks", () => /^(a+)+$/.test(`${"a".repeat(60)}!`)],
  ])("ends %s", (_name, work) => {
    let thrown: unknown;
    try {
      runGuarded(work, 20);
    } catch (error) {
      thrown = error;
    }
    expect(isTimeout(thrown)).toBe(true);
    expect(runGuarded(() => "next", 1_000)).toBe("next");
  });

  test("may be nested", () => {
    expect(runGuarded(() => [runGuarded(() => 1, 1_000), 2], 1_000)).toEqual([1, 2]);
    expect(runGuarded(() => "after", 1_000)).toBe("after");
  });
});
