import { expect, test } from "vitest";
import { ValueIndex } from "./value-index.ts";

function indexOf(values: Readonly<Record<string, Parameters<ValueIndex<string>["add"]>[1]>>): ValueIndex<string> {
  const index = new ValueIndex<string>();
  for (const [value, boundary] of Object.entries(values)) index.add(value, boundary, value);
  return index;
}
const found = (index: ValueIndex<string>, text: string): readonly string[] =>
  index.find(text).map(({ start, end }) => text.slice(start, end));

test("find() ignores case, width, accents, white space and separators", () => {
  const index = indexOf({ "José Ångström": "one-side", "+7 916 123-45-67": "none" });
  expect(found(index, "x JOSE ANGSTROM y")).toEqual(["JOSE ANGSTROM"]);
  expect(found(index, "ｊｏｓｅ　ａｎｇｓｔｒｏｍ")).toEqual(["ｊｏｓｅ　ａｎｇｓｔｒｏｍ"]);
  expect(found(index, "tel 7(916)1234567;")).toEqual(["7(916)1234567"]);
});

test("find() reads ß as ss, ё as е, and finds what is written backwards", () => {
  const index = indexOf({ "Jörg Straßmann": "none", "Артём Королёв": "none" });
  expect(found(index, "JORG STRASSMANN")).toEqual(["JORG STRASSMANN"]);
  expect(found(index, "артем королев")).toEqual(["артем королев"]);
  expect(found(index, "a вёлороК мётрА b")).toEqual(["вёлороК мётрА"]);
});

test("find() prefers the longest value that starts at a place", () => {
  const index = indexOf({ "ada@example.com": "none", "ada@example.com.au": "none" });
  expect(found(index, "ada@example.com.au ada@example.com")).toEqual(["ada@example.com.au", "ada@example.com"]);
});

test("find() keeps to the boundaries of a value", () => {
  const index = indexOf({
    Marina: "word",
    Rosa: "capitalised-word",
    "1234567890": "digits",
    "10.20.30.40": "separated",
  });
  expect(found(index, "submarinate Marina")).toEqual(["Marina"]);
  expect(found(index, "rosa Rosa")).toEqual(["Rosa"]);
  expect(found(index, "991234567890 12345678901 99912345678901 1234567890.")).toEqual(["1234567890", "1234567890"]);
  expect(found(index, "10203040 and 10.20.30.40")).toEqual(["10.20.30.40"]);
});

test("find() handles many values with a long common start, and values longer than what is hashed", () => {
  const index = new ValueIndex<string>();
  const long = "x".repeat(70);
  for (let count = 0; count < 40; count++) index.add(`${long}${count}z`, "none", String(count));
  const hits = index.find(`${long}17z ${long}99z`);
  expect(hits.map(({ payload }) => payload)).toEqual(["17"]);
});

test("add() lets a value as written replace one that was derived", () => {
  const index = new ValueIndex<string>();
  index.add("Petrov", "capitalised-word", "part", true);
  index.add("Petrov", "word", "value");
  index.add("Petrov", "word", "again", true);
  expect(index.find("petrov").map(({ payload }) => payload)).toEqual(["value"]);
});

test("find() lives with lone surrogates, empty texts and an empty index", () => {
  const index = indexOf({ "ada@example.com": "none" });
  expect(found(index, "\ud800ada@exam\udc00ple.com\ud800")).toEqual(["ada@exam\udc00ple.com"]);
  expect(index.find("")).toEqual([]);
  expect(new ValueIndex().find("ada@example.com")).toEqual([]);
});
