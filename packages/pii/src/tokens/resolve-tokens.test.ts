import { expect, test } from "vitest";
import { resolveText, type TokenSource } from "./resolve-tokens.ts";

const values = new Map<string, string | number>([
  ["EMAIL_1", "ada@example.com"],
  ["TAX_ID_1", 7707083893],
]);
const source: TokenSource = { valueOf: (id) => values.get(id), isForeignName: (id) => id === "EMAIL_1" };

test("resolveText() keeps the JSON type of a value that is the whole string", () => {
  expect(resolveText("[TAX_ID_1]", source).value).toBe(7707083893);
  expect(resolveText("INN [TAX_ID_1].", source).value).toBe("INN 7707083893.");
});

test("resolveText() reports tokens that name nothing, as they are written", () => {
  const { value, unknown } = resolveText("[EMAIL_9] and [email_8] and EMAIL_7", source);
  expect(value).toBe("[EMAIL_9] and [email_8] and EMAIL_7");
  expect(unknown).toEqual(["[EMAIL_9]", "[email_8]"]);
});

test("resolveText() reports cut tokens instead of guessing their end", () => {
  expect(resolveText("to [TAX_ID_1", source)).toEqual({ value: "to [TAX_ID_1", used: [], unknown: ["[TAX_ID_1"] });
});

test("resolveText() takes a bare spelling for the field of that name where there is one", () => {
  expect(resolveText("EMAIL_1", source).used).toEqual([]);
  expect(resolveText("[EMAIL_1]", source).used).toEqual(["EMAIL_1"]);
});

test("resolveText() leaves escaped text alone", () => {
  expect(resolveText("[EMAIL_~1]", source)).toEqual({ value: "[EMAIL_~1]", used: [], unknown: [] });
});
