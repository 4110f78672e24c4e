import { expect, test } from "vitest";
import { WordSet, writeBloom } from "./bloom.ts";
import { declineName } from "./decline.ts";
import { isCommonWord, isGivenName, isPatronymic, isPlace, looksLikeFullName } from "./name-evidence.ts";

test("WordSet finds all its words and few others", () => {
  const words = new Set(Array.from({ length: 5000 }, (_, at) => `word${at * 7}`));
  const set = new WordSet(writeBloom(words));
  expect([...words].every((word) => set.has(word))).toBe(true);
  const others = Array.from({ length: 5000 }, (_, at) => `other${at}`).filter((word) => set.has(word));
  expect(others.length).toBeLessThan(50);
  expect(set.size).toBe(5000);
});

test.each(["Maria", "JOHN", "Krisztián", "Иван", "Ивану", "Марией", "Фёдора"])("isGivenName() knows %s", (name) => {
  expect(isGivenName(name)).toBe(true);
});

test.each(["Иванович", "Ивановичем", "Сергеевне", "Ильинична", "Кузьмич"])("isPatronymic() knows %s", (name) => {
  expect(isPatronymic(name)).toBe(true);
});

test("looksLikeFullName() tells people from places and things", () => {
  for (const name of ["Anna Schmidt", "Петрова Анна", "Juan García Márquez"])
    expect(looksLikeFullName(name), name).toBe(true);
  for (const text of ["New York", "Main Page", "Run Tests", "anna schmidt", "Anna", "Buenos Aires"])
    expect(looksLikeFullName(text), text).toBe(false);
});

test("isPlace() and isCommonWord() hold what no name should be mistaken for", () => {
  for (const place of ["germany", "Москве", "berlin"]) expect(isPlace(place), place).toBe(true);
  for (const word of ["update", "green", "will"]) expect(isCommonWord(word), word).toBe(true);
});

test("declineName() lists the forms in which a Russian name comes back", () => {
  expect(declineName("Петров")).toEqual(expect.arrayContaining(["Петрова", "Петрову", "Петровым"]));
  expect(declineName("Достоевский")).toContain("Достоевского");
  expect(declineName("Мария")).toContain("Марию");
  expect(declineName("Smith")).toEqual([]);
});
