import { createToolEntry, type SearchHit } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { mergeSteps } from "./merge-steps.ts";

const hit = (address: string, score: number): SearchHit => {
  const [server = "", name = ""] = address.split(".");
  return { entry: createToolEntry(server, { name, description: "", inputSchema: {}, annotations: {} }), score };
};
const merge = (steps: SearchHit[][], limit: number) => mergeSteps(steps, [], limit).map((one) => one.entry.address);

describe("mergeSteps()", () => {
  test("mergeSteps() takes the best of every step before the second of any", () => {
    const steps = [
      [hit("a.one", 0.9), hit("a.two", 0.89), hit("a.three", 0.88)],
      [hit("b.one", 0.2), hit("b.two", 0.1)],
    ];
    expect(merge(steps, 2).sort()).toEqual(["a.one", "b.one"]);
    expect(merge(steps, 5)).toHaveLength(5);
  });

  test("mergeSteps() prefers, between near equals, the server that the other steps use", () => {
    const steps = [
      [hit("x.create", 0.5), hit("ppt.create", 0.49)],
      [hit("ppt.add_slide", 0.8)],
      [hit("ppt.save", 0.8)],
    ];
    expect(merge(steps, 3)).toContain("ppt.create");
    expect(merge([steps[0] as SearchHit[], [hit("y.other", 0.8)]], 2)).toContain("x.create");
  });

  test("mergeSteps() names a hit of several steps once, with scores that never rise", () => {
    const merged = mergeSteps([[hit("a.one", 0.4), hit("a.two", 0.3)], [hit("a.one", 0.9)]], [hit("a.two", 0.9)], 10);
    expect(merged.map((one) => one.entry.address)).toEqual(["a.one", "a.two"]);
    expect(merged[0]?.score).toBeGreaterThanOrEqual(merged[1]?.score ?? 1);
  });
});
