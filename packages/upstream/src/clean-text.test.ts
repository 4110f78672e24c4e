import { describe, expect, test } from "vitest";
import { cleanLine, cleanMessage, cleanText, hasInvisible, hideSecrets, sliceWhole } from "./clean-text.ts";

describe("cleanText()", () => {
  test("cleanText() removes what a person would not see and counts it", () => {
    const raw = "a\u200bb\u202ec\u{e0041}d\u0007e\u001bf\ud800g";
    expect(cleanText(raw, 100)).toEqual({ text: "abcdefg", hidden: 6, isCut: false });
  });

  test("cleanText() keeps line breaks, tabs, letters of any script and emoji", () => {
    const raw = "Grüße,\n\tПривет 你好 👍 ❤️";
    expect(cleanText(raw, 100)).toEqual({ text: "Grüße,\n\tПривет 你好 👍 ❤", hidden: 0, isCut: false });
  });

  test("cleanText() cuts without splitting a character", () => {
    expect(cleanText("ab👍cd", 3)).toEqual({ text: "ab…", hidden: 0, isCut: true });
  });
});

describe("cleanMessage()", () => {
  test.each([
    ["Not sent. Ask ann@example.com", 24, "Not sent.…"],
    ["not sent to ann@example.com", 20, "not sent to …"],
    ["id,ann@example.com,+4930123456", 25, "id,ann@example.com,…"],
    ["short ann@example.com", 100, "short ann@example.com"],
    ["x".repeat(50), 20, `${"x".repeat(20)}…`],
  ])("cleanMessage(%j, %i) cuts no value in two", (raw, length, expected) => {
    expect(cleanMessage(raw, length)).toBe(expected);
  });
});

describe("cleanLine()", () => {
  test("cleanLine() makes one line", () => {
    expect(cleanLine("  a\n\n b\tc\r\n", 100)).toBe("a b c");
  });
});

describe("sliceWhole()", () => {
  test("sliceWhole() never ends in half of a pair", () => {
    expect(sliceWhole("👍👍", 3)).toBe("👍");
    expect(sliceWhole("👍👍", 4)).toBe("👍👍");
  });
});

describe("hasInvisible()", () => {
  test("hasInvisible() answers the same each time", () => {
    expect([hasInvisible("a\u200b"), hasInvisible("a\u200b"), hasInvisible("ab")]).toEqual([true, true, false]);
  });
});

describe("hideSecrets()", () => {
  test("hideSecrets() hides every occurrence, the longer secret first", () => {
    expect(hideSecrets("Bearer abcdefgh, abcdefgh", ["abcdefgh", "Bearer abcdefgh"])).toBe("[hidden], [hidden]");
  });
});
