import { expect, test } from "vitest";
import { ActiveRuns } from "./active-runs.ts";
import type { EngineAnswer } from "./run-records.ts";

const answer = {} as EngineAnswer;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("ActiveRuns lets one at a time work on a run, in whatever way", async () => {
  const active = new ActiveRuns();
  const order: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const first = active.hold("a", async () => {
    order.push("first begins");
    await gate;
    order.push("first ends");
  });
  const run = active.track("a", {}, async () => {
    order.push("run");
    return answer;
  });
  const last = active.hold("a", async () => void order.push("last"));
  const other = active.hold("b", async () => void order.push("other"));
  await other;
  await turn();
  expect(order).toEqual(["first begins", "other"]);
  expect([active.isBusy("a"), active.isBusy("b")]).toEqual([true, false]);
  open();
  await Promise.all([first, run, last]);
  expect(order).toEqual(["first begins", "other", "first ends", "run", "last"]);
  await active.idle("a");
  expect(active.isBusy("a")).toBe(false);
});

test("ActiveRuns is free again after work that failed, and tells the one who asked for it", async () => {
  const active = new ActiveRuns();
  await expect(active.hold("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(active.track("a", {}, () => Promise.reject(new Error("nor this")))).rejects.toThrow("nor this");
  expect(active.isBusy("a")).toBe(false);
});

test("ActiveRuns ends a run by its caller's signal, by cancel() and by close()", async () => {
  const active = new ActiveRuns();
  const aborted = (signal: AbortSignal): Promise<EngineAnswer> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve(answer);
      signal.addEventListener("abort", () => resolve(answer));
    });
  const caller = new AbortController();
  const byCaller = active.track("a", { signal: caller.signal }, aborted);
  const byCancel = active.track("b", {}, aborted);
  const byClose = active.track("c", {}, aborted);
  caller.abort();
  await byCaller;
  active.cancel("b");
  await byCancel;
  expect(active.done("c")).toBeDefined();
  await turn();
  await active.close();
  expect(await byClose).toBe(answer);
});
