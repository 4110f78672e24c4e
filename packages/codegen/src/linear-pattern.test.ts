import { describe, expect, test } from "vitest";
import { compilePattern } from "./linear-pattern.ts";

describe("compilePattern()", () => {
  test.each([
    ["^[a-z0-9_-]{1,64}$", "abc-9", "ABC"],
    ["^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", "a.example.org", "-.org"],
    ["^https?:\\/\\/", "https://x", "ftp://x"],
    ["^\\p{Lu}\\p{Ll}+$", "Élan", "élan"],
    ["^[\\w\\-.]+$", "a-b.c", "a b"],
    ["^(a|b|)c$", "c", "dc"],
    ["\\S", " x ", "  "],
  ])("runs %s", (source, accepted, refused) => {
    const pattern = compilePattern(source);
    expect(pattern?.test(accepted)).toBe(true);
    expect(pattern?.test(refused)).toBe(false);
  });

  test.each(["(?=a)b", "(?!a)b", "(?<=a)b", "(a)\\1", "(?<n>a)\\k<n>", "(", "[", "a{2000}{2000}", "a".repeat(3_000)])(
    "gives nothing for what it cannot run in linear time: %s",
    (source) => {
      expect(compilePattern(source)).toBeUndefined();
    },
  );

  test.each(["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])(
    "does not backtrack: %s",
    (source) => {
      const pattern = compilePattern(source);
      expect(pattern?.test(`${"a".repeat(200)}!`)).toBe(false);
    },
  );

  test("lets a text pass that is too long to be run", () => {
    expect(compilePattern("^(ab){1,500}$")?.test("x".repeat(100_000))).toBe(true);
  });
});
