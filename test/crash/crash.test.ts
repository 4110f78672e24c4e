import { expect, test } from "vitest";
import { crashWorkflow } from "./crash-workflow.ts";

test("a durable run survives SIGKILL of the gateway: every effect once, every doubt asked about", {
  timeout: 300_000,
}, async () => {
  const effects = 40;
  const { answer, counts } = await crashWorkflow({ effects, kills: 8, seed: 7 });
  expect(answer.error).toBeUndefined();
  expect(answer.output).toEqual({ count: effects, last: `d${effects - 4}` });
  expect(counts.size).toBe(effects);
  expect([...counts.values()].filter((count) => count !== 1)).toEqual([]);
});
