import { describe, expect, test } from "vitest";
import { judgeFinding } from "./judge-finding.ts";

const judge = (code: number, message: string) => judgeFinding({ code, message, start: 0, end: 1 });

describe("judgeFinding()", () => {
  test.each([
    [2345, "Argument of type 'string' is not assignable to parameter of type 'number'."],
    [2353, "Object literal may only specify known properties, and 'titel' does not exist in type 'Input'."],
    [2551, "Property 'nam' does not exist on type 'Customer'. Did you mean 'name'?"],
    [2741, "Property 'title' is missing in type '{}' but required in type 'Input'."],
    [2304, "Cannot find name 'foo'."],
    [2554, "Expected 1 arguments, but got 0."],
    [2322, "Type 'undefined' is not assignable to type 'string'."],
  ])("judgeFinding() makes TS%d an error", (code, message) => {
    expect(judge(code, message)).toBe("error");
  });

  test.each([
    [18048, "'c.email' is possibly 'undefined'."],
    [2339, "Property 'a' does not exist on type '{}'."],
    [2363, "The right-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type."],
    [
      2322,
      "Type 'string | undefined' is not assignable to type 'string'.\n  Type 'undefined' is not assignable to type 'string'.",
    ],
  ])("judgeFinding() makes TS%d a warning where the code works all the same", (code, message) => {
    expect(judge(code, message)).toBe("warning");
  });

  test.each([
    [7006, "Parameter 'x' implicitly has an 'any' type."],
    [6133, "'x' is declared but its value is never read."],
    [18046, "'x' is of type 'unknown'."],
    [2339, "Property 'a' does not exist on type 'unknown'."],
    [2345, "Argument of type 'unknown' is not assignable to parameter of type 'string'."],
    [2307, "Cannot find module 'x'."],
  ])("judgeFinding() says nothing of TS%d where it is style or checked elsewhere", (code, message) => {
    expect(judge(code, message)).toBe("ignore");
  });
});
