import { describe, expect, test } from "vitest";
import { parseQuery } from "./parse-query.ts";

const words = (query: string) => parseQuery(query).map((clause) => clause.map(({ word }) => word));
const weightOf = (query: string, word: string) =>
  parseQuery(query)
    .flat()
    .find((one) => one.word === word)?.weight;

describe("parseQuery()", () => {
  test("parseQuery() drops stop-words and keeps one clause for one request", () => {
    expect(words("Please show me the weather in Paris")).toEqual([["show", "weather", "paris"]]);
  });

  test("parseQuery() takes sentences and joined verbs as clauses, but not what only qualifies", () => {
    expect(words("Fetch the page, convert it to markdown and send it to the team")).toEqual([
      ["fetch", "page"],
      ["convert", "markdown"],
      ["send", "team"],
    ]);
    expect(words("List issues with label, assignee and milestone")).toHaveLength(1);
    expect(words("Calculate the route. Book a hotel.")).toHaveLength(2);
  });

  test("parseQuery() counts quoted words and numbers less", () => {
    expect(weightOf('create a file named "config" today', "config")).toBeLessThan(1);
    expect(weightOf("top 10 posts", "10")).toBeLessThan(1);
    expect(weightOf('"search the web"', "search")).toBe(1);
  });

  test("parseQuery() keeps of addresses and paths only what they say about the tool", () => {
    expect(words("fetch https://example.com/secret/page")).toEqual([["fetch", "url"]]);
    expect(words("write it to /root/private/report.md")).toEqual([["write", "md", "file"]]);
    expect(words("write to bob@example.com")).toEqual([["write", "email"]]);
  });

  test("parseQuery() sees that a file is to be written or read, beside what else is asked", () => {
    expect(words("Research bitcoin and save it to /root/notes/bitcoin.md.").at(-1)).toEqual(["write", "file"]);
    expect(words("Compare the plans and save the result to the given path").at(-1)).toEqual(["write", "file"]);
    expect(words("Analyze the table in /data/sales.csv, plot a chart").at(-1)).toEqual(["read", "file"]);
    expect(words("Create the directory /root/notes")).toEqual([["create", "directory", "file"]]);
    expect(words("write a file at /root/notes/a.txt")).toHaveLength(1);
  });

  test("parseQuery() takes what news or information is about for data", () => {
    expect(weightOf("Find the latest news about whales", "whales")).toBeLessThan(1);
    expect(weightOf("Find the latest news about whales", "news")).toBe(1);
    expect(weightOf("Tell whales about the storm", "storm")).toBe(1);
  });

  test("parseQuery() bounds what it reads", () => {
    const long = Array.from({ length: 5_000 }, (_, at) => `w${at}x. run step${at}`).join(" ");
    const clauses = parseQuery(long);
    expect(clauses.length).toBeLessThanOrEqual(12);
    expect(clauses.flat().length).toBeLessThanOrEqual(120);
    expect(parseQuery("")).toEqual([]);
    expect(parseQuery("the of and")).toEqual([]);
  });
});
