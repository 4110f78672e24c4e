import { expect, test } from "vitest";
import { pageOf, readPath } from "./read-path.ts";

const value = { items: [{ name: "a", "odd key": 1 }, { name: "b" }, { name: "c" }], text: "abcdef" };

test.each([
  ["items[1].name", "b"],
  ["items[-1].name", "c"],
  ["items[0:2].name", ["a", "b"]],
  ["items[1:].name", ["b", "c"]],
  ['items[0]["odd key"]', 1],
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
  expect(pageOf([1, 2, 3], 0, 2)).toEqual({ value: [1, 2], total: 3, unit: "items", nextOffset: 2 });
  expect(pageOf([1, 2, 3], 2, 2)).toEqual({ value: [3], total: 3, unit: "items" });
  expect(pageOf("abc", 1, 1)).toEqual({ value: "b", total: 3, unit: "characters", nextOffset: 2 });
  expect(pageOf({ a: 1, b: 2 }, 1, 5)).toEqual({ value: { b: 2 }, total: 2, unit: "fields" });
});
