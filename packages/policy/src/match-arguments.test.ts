import type { JsonObject } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { matchArguments } from "./match-arguments.ts";

const fit = (pattern: string, value: unknown): string =>
  matchArguments({ path: pattern }, { path: value } as JsonObject).fit;

describe("matchArguments()", () => {
  it("matchArguments() takes plain paths below the folder", () => {
    for (const value of [
      "reports/a.md",
      "reports/2026/ä.md",
      "reports/",
      "./reports/a.md",
      "reports/./a",
      "reports//a",
      "reports/a..b",
      "reports/50%.md",
    ]) {
      expect(fit("reports/**", value), value).toBe("yes");
    }
  });

  it.each([
    "reports/../x",
    "reports/a/../../x",
    "reports/a/../b",
    "reports/..",
    "reports\\..\\x",
    "reports/%2e%2e/x",
    "reports/%2E%2e%2fx",
    "reports/%252e%252e/x",
    "reports/%25252e%25252e/x",
    "reports/..%5cx",
    "reports/%c0%ae%c0%ae/x",
    "reports/%u002e%u002e/x",
    "reports/．．/x",
    "reports/‥/x",
    "reports/.. /x",
    "reports/... /x",
    "reports/..;/x",
    "reports/a\u0000.md",
    "reports/a\n.md",
    "reports/a%00.md",
    "reports/a%2fb",
    "reports/a\\b",
    "../reports/x",
    "//reports/x",
    "Reports/x",
    "REPORTS/x",
    "other/x",
    "reportsx/a",
    "",
    "/reports/x",
    "x/reports/y",
    `reports/${"a".repeat(300_000)}`,
  ])("matchArguments() never takes %j for below reports", (value) => {
    expect(fit("reports/**", value)).not.toBe("yes");
  });

  it("matchArguments() sees through spellings where a deny must not be dodged", () => {
    for (const value of [
      "secrets/x",
      "SECRETS/x",
      "./secrets/x",
      "a/../secrets/x",
      "a//../secrets//x",
      "secrets\\x",
      "%73ecrets/x",
      "secrets%2fx",
      "s%2565crets/x",
      "ｓecrets/x",
      "/srv/secrets/x",
      "~/secrets/x",
      "C:\\work\\secrets\\x",
      "file:///srv/secrets/x",
      "../secrets/x",
      "secrets/\u0000",
    ]) {
      expect(fit("secrets/**", value), value).not.toBe("no");
    }
    for (const value of ["public/x", "secretsx/x", "a/secrets-not/x", "/srv/public/x"]) {
      expect(fit("secrets/**", value), value).toBe("no");
    }
  });

  it("matchArguments() compares numbers and booleans as JSON writes them and takes nothing else", () => {
    expect(fit("10", 10)).toBe("yes");
    expect(fit("10", 11)).toBe("no");
    expect(fit("true", true)).toBe("yes");
    expect(fit("**", 0)).toBe("yes");
    for (const value of [null, {}, { toString: "x" }, [], [null], [[]]])
      expect(fit("**", value), JSON.stringify(value)).toBe("maybe");
  });

  it("matchArguments() wants all elements of a list, and notices any", () => {
    expect(fit("reports/**", ["reports/a", "reports/b"])).toBe("yes");
    expect(fit("reports/**", ["reports/a", "/etc/passwd"])).toBe("maybe");
    expect(fit("reports/**", ["x", "y"])).toBe("no");
    expect(fit("reports/**", [["reports/a"], "reports/b"])).toBe("yes");
  });

  it("matchArguments() goes into dotted names, lists on the way and keys with dots", () => {
    const match = (args: JsonObject) => matchArguments({ "options.path": "reports/**" }, args).fit;
    expect(match({ options: { path: "reports/a" } })).toBe("yes");
    expect(match({ options: [{ path: "reports/a" }, { path: "reports/b" }] })).toBe("yes");
    expect(match({ options: [{ path: "reports/a" }, {}] })).toBe("maybe");
    expect(match({ options: [{ path: "reports/a" }, { path: "/etc" }] })).toBe("maybe");
    expect(match({ "options.path": "reports/a" })).toBe("yes");
    expect(match({ "options.path": "reports/a", options: { path: "/etc" } })).toBe("maybe");
    expect(match({})).toBe("maybe");
    expect(match({ options: "reports/a" })).toBe("maybe");
  });

  it("matchArguments() reads own properties only", () => {
    expect(matchArguments({ constructor: "**" }, {}).fit).toBe("maybe");
    expect(matchArguments({ "__proto__.x": "**" }, {}).fit).toBe("maybe");
    expect(matchArguments({ "a.length": "1" }, { a: "x" }).fit).toBe("maybe");
  });

  it("matchArguments() rules a missing argument out by a plain schema only", () => {
    const missing = (schema: object) => matchArguments({ branch: "main" }, {}, schema as Record<string, unknown>).fit;
    expect(missing({ properties: { path: {} } })).toBe("no");
    expect(missing({ properties: { branch: {} } })).toBe("maybe");
    expect(missing({ type: "object" })).toBe("maybe");
    expect(missing({ properties: {}, anyOf: [{ properties: { branch: {} } }] })).toBe("maybe");
  });

  it("matchArguments() names the argument that decided and never its value", () => {
    const { why } = matchArguments({ a: "**", path: "reports/**" }, { a: 1, path: "/home/ann@example.com" });
    expect(why).toContain('"path"');
    expect(why).not.toContain("ann");
  });
});
