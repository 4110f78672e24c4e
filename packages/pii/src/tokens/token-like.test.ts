import { expect, test } from "vitest";
import { findCutTokens, findTokenLike } from "./token-like.ts";

const ids = (text: string): readonly string[] => findTokenLike(text).map(({ id }) => id);

test.each([
  "[EMAIL_1]",
  "[email_1]",
  "[ EMAIL_1 ]",
  "[EMAIL 1]",
  "[EMAIL-1]",
  "EMAIL_1",
  "\\[EMAIL\\_1\\]",
  "%5BEMAIL_1%5D",
  "%5bEMAIL%5F1%5d",
  "&#91;EMAIL_1&#93;",
  "&lsqb;EMAIL&lowbar;1&rsqb;",
  "［ＥＭＡＩＬ＿１］",
  "[EMAIL\u200b_1]",
  "【EMAIL_1】",
  "(EMAIL_1)",
  "EMAIL_1.",
])("findTokenLike() reads %s", (text) => {
  expect(ids(text)).toEqual(["EMAIL_1"]);
});

test.each([
  "email_1",
  "XEMAIL_1",
  "EMAIL_1x",
  "EMAIL_12a",
  "MY_EMAIL_1",
  "process.env.EMAIL_1",
  "EMAIL_1.5",
  "[EMAIL_01]",
  "[EMAIL_0]",
  "[EMAIL_1234567890]",
  "[EMAILS_1]",
  "list[email_1]",
  "[FOO_1]",
])("findTokenLike() leaves %s alone", (text) => {
  expect(ids(text)).toEqual([]);
});

test("findTokenLike() tells numbers with the same start apart", () => {
  expect(ids("[EMAIL_1] [EMAIL_12] [TAX ID 3] [url_credential_4]")).toEqual([
    "EMAIL_1",
    "EMAIL_12",
    "TAX_ID_3",
    "URL_CREDENTIAL_4",
  ]);
});

test("findCutTokens() names what has lost its end, and nothing else", () => {
  expect(findCutTokens("to [EMAIL_")).toEqual(["[EMAIL_"]);
  expect(findCutTokens("to [EMAIL_1")).toEqual(["[EMAIL_1"]);
  expect(findCutTokens("to [PERS")).toEqual(["[PERS"]);
  expect(findCutTokens("to [TAX_ID_4... and so on")).toEqual(["[TAX_ID_4"]);
  expect(findCutTokens("[EMAIL_1] and [TODO")).toEqual([]);
});
