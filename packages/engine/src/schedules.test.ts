import { expect, test } from "vitest";
import { nextFire } from "./schedules.ts";

test("nextFire() reads cron fields in their time zone", () => {
  const after = Date.parse("2026-01-01T00:00:00Z");
  expect(new Date(nextFire("0 3 * * *", "UTC", after)).toISOString()).toBe("2026-01-01T03:00:00.000Z");
  expect(new Date(nextFire("0 3 * * *", "Europe/Berlin", after)).toISOString()).toBe("2026-01-01T02:00:00.000Z");
});

test.each([
  ["not cron", "UTC", "Cannot read the schedule"],
  ["0 3 * * *", "Nowhere/Land", "Cannot read the schedule"],
  ["0 0 30 2 *", "UTC", "it never comes"],
])("nextFire() refuses %s in %s", (cron, timeZone, words) => {
  expect(() => nextFire(cron, timeZone, 0)).toThrow(words);
});
