import { describe, expect, test } from "vitest";
import { printAge, printSafe, printTable } from "./print.ts";

describe("printSafe()", () => {
  test("printSafe() shows what would steer a terminal or turn text around", () => {
    expect(printSafe("a\u001b[31mb\u0007\u202ec\u200bd\r")).toBe("a\\u{1b}[31mb\\u{7}\\u{202e}c\\u{200b}d\\u{d}");
  });

  test("printSafe() leaves lines, tabs and letters of any script as they are", () => {
    expect(printSafe("één\tдва\n三")).toBe("één\tдва\n三");
  });
});

test("printTable() makes columns as wide as their widest cell and ignores colours", () => {
  expect(
    printTable([
      ["a", "bb", "c"],
      ["\u001b[31mlong\u001b[39m", "b", "last one"],
    ]),
  ).toBe("a     bb  c\n\u001b[31mlong\u001b[39m  b   last one");
});

test.each([
  [5, "5 s ago"],
  [90, "2 min ago"],
  [7_200, "2 h ago"],
  [200_000, "2 d ago"],
  [-5, "0 s ago"],
])("printAge() says %i seconds in words", (seconds, words) => {
  const nowMs = Date.parse("2026-11-20T12:00:00Z");
  expect(printAge(new Date(nowMs - seconds * 1000).toISOString(), nowMs)).toBe(words);
});
