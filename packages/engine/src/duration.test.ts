import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  [1500, 1500],
  ["3 days", 259_200_000],
  ["1h 30m", 5_400_000],
  ["90 seconds", 90_000],
  ["1 hour and 5 minutes", 3_900_000],
  ["250ms", 250],
  ["2 weeks", 1_209_600_000],
  ["0", Number.NaN],
  ["soon", Number.NaN],
  ["3 days later", Number.NaN],
  [-1, Number.NaN],
  ["400 days", Number.NaN],
  [null, Number.NaN],
])("parseDuration() reads %j", (written, ms) => {
  if (Number.isNaN(ms)) expect(() => parseDuration(written)).toThrow("Cannot wait for");
  else expect(parseDuration(written)).toBe(ms);
});
