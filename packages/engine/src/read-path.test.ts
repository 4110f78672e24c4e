import { expect, test } from "vitest";
import { pageOf, readPath } from "./read-path.ts";

const value = { items: [{ name: "a", "odd key": 1 }, { name: "b" }, { name: "c" }], text: "abcdef" };

test.each([
  ["items[1].name", "b"],
  ["items[-1].name", "c"],
  ["items[0:2].name", ["a", "b"]],
  ["items[1:].name", ["b", "c"]],
  ['items[0]["odd key"]', 1],
  ["items[-2:].name", ["b", "c"]],
  ["items[:-1].name", ["a", "b"]],
  ["items[*].name", ["a", "b", "c"]],
  ["$.items[0].name", "a"],
  ["$", value],
  ["", value],
])("readPath() reads %s", (path, expected) => {
  expect(readPath(value, path)).toEqual(expected);
});

test.each([
  ["items[9]", "the list has 3 items"],
  ["nothing", "fields: items, text"],
  ["text.name", "it is a string"],
  ["text[0]", "it is a string"],
  ["items[x", 'breaks off at "[x"'],
  ["__proto__", 'there is no "__proto__"'],
])("readPath() says what is wrong with %s", (path, words) => {
  expect(() => readPath(value, path)).toThrow(words);
});

test("pageOf() pages through lists, texts and objects and tells where to go on", () => {
  expect(pageOf([1, 2, 3], 0, 2)).toEqual({ offset: 0, value: [1, 2], total: 3, unit: "items", nextOffset: 2 });
  expect(pageOf([1, 2, 3], 2, 2)).toEqual({ offset: 2, value: [3], total: 3, unit: "items" });
  expect(pageOf("abc", 1, 1)).toEqual({ offset: 1, value: "b", total: 3, unit: "characters", nextOffset: 2 });
  expect(pageOf({ a: 1, b: 2 }, 1, 5)).toEqual({ offset: 1, value: { b: 2 }, total: 2, unit: "fields" });
});

test("pageOf() cuts no token and no character of a text in two, and always gets on", () => {
  const text = "to [EMAIL_12] or 😀😀 and [TAX_ID_3]!";
  for (const limit of [1, 2, 3, 5, 8, 13]) {
    let read = "";
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const page = pageOf(text, offset, limit);
      const value = page.value as string;
      expect(value.isWellFormed()).toBe(true);
      expect(value.replaceAll(/\[[A-Z_]+_\d+\]/g, "")).not.toMatch(/[[\]]/);
      expect(page.nextOffset ?? text.length).toBeGreaterThan(offset);
      read += value;
      offset = page.nextOffset;
    }
    expect(read).toBe(text);
  }
  expect(pageOf(text, 6, 10)).toMatchObject({ offset: 3, value: expect.stringMatching(/^\[EMAIL_12\]/) });
});
