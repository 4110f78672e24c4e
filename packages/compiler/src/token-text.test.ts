import { describe, expect, test } from "vitest";
import { mayHoldToken } from "./token-text.ts";

describe("mayHoldToken()", () => {
  test.each([
    "[EMAIL_1]",
    "EMAIL_1",
    "write to [PERSON_12], please",
    "[email_1]",
    "[Email 1]",
    "[EMAIL-1]",
    "[EMAIL\\_1]",
    "[TAX_ID_3]",
    "[tax id 3]",
    "[BIRTH-DATE_2]",
    "%5BEMAIL_1%5D",
    "%5BEMAIL%5F1%5D",
    "%255BEMAIL%255F1%255D",
    "[EMAIL&#95;1]",
    "[EMAIL&lowbar;1]",
    "\\u005bEMAIL\\u005f1\\u005d",
    "［ＥＭＡＩＬ＿１］",
    "[EM\u200bAIL_1]",
    "[CUSTOM_KIND_7]",
  ])("mayHoldToken() says yes to %s", (text) => {
    expect(mayHoldToken(text)).toBe(true);
  });

  test.each(["", "hello", "EMAIL", "a1", "2026-01-01", "some text of no interest", "100%"])(
    "mayHoldToken() says no to %s",
    (text) => {
      expect(mayHoldToken(text)).toBe(false);
    },
  );

  test("mayHoldToken() takes linear time on long texts", () => {
    expect(mayHoldToken(`${"A_".repeat(200_000)}x ${"EMAIL ".repeat(50_000)}`)).toBe(false);
  });
});
