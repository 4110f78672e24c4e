import type { Policy } from "@sluice/contracts";
import { createDenyAllPolicy } from "@sluice/policy";
import { expect, test } from "vitest";
import { Admission } from "./admission.ts";

const policy = (runsPerMinute: number, concurrentRuns: number): Policy => ({
  ...createDenyAllPolicy("test"),
  rate: { runsPerMinute, concurrentRuns },
});

test("Admission refuses more runs at once than the policy allows, per principal", () => {
  const admission = new Admission();
  const release = admission.admit("a", policy(100, 1));
  expect(() => admission.admit("a", policy(100, 1))).toThrow("1 runs are going on");
  admission.admit("b", policy(100, 1));
  release();
  release();
  admission.admit("a", policy(100, 1));
  expect(() => admission.admit("a", policy(100, 1))).toThrow();
});

test("Admission refuses more runs a minute than the policy allows and says when to come back", () => {
  const admission = new Admission();
  for (let run = 0; run < 3; run++) admission.admit("a", policy(3, 10), 1_000 + run)();
  expect(() => admission.admit("a", policy(3, 10), 31_000)).toThrow("try again in 30 s");
  admission.admit("a", policy(3, 10), 61_001)();
});
