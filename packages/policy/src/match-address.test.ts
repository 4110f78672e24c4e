import { describe, expect, it } from "vitest";
import { findAddressProblem, matchAddress } from "./match-address.ts";
import { matchPath } from "./match-path.ts";

describe("matchAddress()", () => {
  it.each([
    ["*", "crm", "x", true],
    ["crm.*", "crm", "list_customers", true],
    ["crm.*", "crm2", "list_customers", false],
    ["crm*.list", "crm2", "list", true],
    ["*.delete_*", "crm", "delete_customer", true],
    ["*.delete_*", "crm", "undelete_customer", false],
    ["*.*delete*", "crm", "undelete_customer", true],
    ["crm.list_*_now", "crm", "list_a_b_now", true],
    ["crm.list_*_now", "crm", "list_now", false],
    ["crm.a", "crm", "A", false],
    ["crm", "crm", "", false],
    ["cr*", "crm", "x", false],
    ["crm.a.b", "crm", "a.b", true],
    ["crm.*", "crm", "a.b", true],
    ["*.b", "crm", "a.b", false],
    ["crm.a*a", "crm", "a", false],
    ["crm.(a+)+", "crm", "aaaa", false],
  ])("matchAddress(%j, %j, %j) is %j", (pattern, server, tool, expected) => {
    expect(matchAddress(pattern, server, tool)).toBe(expected);
  });

  it("matchAddress() and matchPath() end on patterns that make backtracking matchers hang", () => {
    const stars = "a*".repeat(200);
    expect(matchAddress(`s.${stars}b`, "s", "a".repeat(100_000))).toBe(false);
    expect(matchPath(`${"**/a/".repeat(8)}b`, "a/".repeat(50_000))).toBe(false);
    expect(matchPath("**/".repeat(8) + stars, "a".repeat(100_000))).toBe(true);
  });

  it("findAddressProblem() refuses patterns that could fit nothing", () => {
    for (const pattern of ["crm", "crm.", ".list", "crm.**", "c rm.list", "**"])
      expect(findAddressProblem(pattern), pattern).toBeDefined();
    for (const pattern of ["*", "*.*", "crm.*", "crm.a.b", "crm.weird tool"])
      expect(findAddressProblem(pattern), pattern).toBeUndefined();
  });
});

describe("matchPath()", () => {
  it.each([
    ["reports/**", "reports/a/b.md", true],
    ["reports/**", "reports", true],
    ["reports/**", "reportsx/a", false],
    ["reports/*", "reports/a/b", false],
    ["**/reports/**", "/abs/w/reports/x", true],
    ["**/reports/**", "reports/x", true],
    ["**/a/*/c", "a/a/b/c", true],
    ["**/a/*/c", "a/a/b/b/c", false],
    ["https://api.example.com/**", "https://api.example.com/v1/x", true],
    ["https://api.example.com/**", "https://api.example.com.evil/v1", false],
    ["", "", true],
    ["**", "", true],
  ])("matchPath(%j, %j) is %j", (pattern, text, expected) => {
    expect(matchPath(pattern, text)).toBe(expected);
  });
});
