import { describe, expect, test } from "vitest";
import { splitWords } from "./split-words.ts";

describe("splitWords()", () => {
  test("splitWords() takes names apart at case changes and signs, and keeps the joined word of short names", () => {
    expect(splitWords("create_issue")).toEqual(["create", "issue"]);
    expect(splitWords("createIssue")).toEqual(["create", "issue", "createissue"]);
    expect(splitWords("HTTPServer-list")).toEqual(["http", "server", "httpserver", "list"]);
  });

  test("splitWords() does not let a brand fall apart into a stop-word and a stranger", () => {
    expect(splitWords("MySQL")).toEqual(["sql", "mysql"]);
    expect(splitWords("GitHub")).toEqual(["git", "hub", "github"]);
  });

  test("splitWords() folds accents and sharp s", () => {
    expect(splitWords("Schließe café")).toEqual(["schliesse", "cafe"]);
  });

  test("splitWords() gives Chinese text as English words and pairs of characters", () => {
    expect(splitWords("搜索网页")).toEqual(expect.arrayContaining(["search", "web", "搜索", "网页"]));
  });

  test("splitWords() gives Russian words with their English ones", () => {
    expect(splitWords("Создайте задачу")).toEqual(expect.arrayContaining(["create", "task"]));
  });

  test("splitWords() stops at the limit, and skips words of no natural length", () => {
    expect(splitWords("a b c d", 2)).toEqual(["a", "b"]);
    expect(splitWords("x".repeat(5_000))).toEqual([]);
  });
});
