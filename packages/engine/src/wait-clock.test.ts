import type { WaitRecord } from "@sluice/contracts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EngineDeps } from "./deps.ts";
import { WaitClock } from "./wait-clock.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

function createWaits(count: number, wakeAtMs: (index: number) => number) {
  const rows = new Map<string, WaitRecord>();
  for (let index = 0; index < count; index++) {
    const runId = `run_${index}`;
    rows.set(`${runId}/1`, { runId, callId: 1, kind: "sleep", createdAtMs: start, wakeAtMs: wakeAtMs(index) });
  }
  const timeOf = (wait: WaitRecord): number => wait.wakeAtMs ?? Number.POSITIVE_INFINITY;
  const sorted = (): WaitRecord[] => [...rows.values()].sort((a, b) => timeOf(a) - timeOf(b));
  const errors: unknown[] = [];
  const deps = {
    log: { error: (_message: string, fields: unknown) => void errors.push(fields) },
    store: {
      waits: {
        due: async (nowMs: number, limit: number) =>
          sorted()
            .filter((wait) => timeOf(wait) <= nowMs)
            .slice(0, limit),
        nextWakeMs: async () => sorted()[0]?.wakeAtMs,
        get: async (runId: string, callId: number) => rows.get(`${runId}/${callId}`),
      },
    },
  } as unknown as EngineDeps;
  return { rows, errors, deps };
}

test("WaitClock hands over each wait at its time, however far off", async () => {
  const { rows, deps } = createWaits(3, (index) => start + index * 3_600_000 + 1_000);
  const handled: string[] = [];
  const clock = new WaitClock(deps, async ({ runId }) => {
    handled.push(runId);
    rows.delete(`${runId}/1`);
  });
  await clock.arm();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(handled).toEqual(["run_0"]);
  await vi.advanceTimersByTimeAsync(3 * 3_600_000);
  expect(handled).toEqual(["run_0", "run_1", "run_2"]);
  clock.close();
});

test("WaitClock handles ten thousand that are due a hundred at a time, each once", async () => {
  const { rows, deps } = createWaits(10_000, () => start - 1);
  let atOnce = 0;
  let most = 0;
  const handled = new Set<string>();
  const clock = new WaitClock(deps, async ({ runId }) => {
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(handled.has(runId)).toBe(false);
    handled.add(runId);
    rows.delete(`${runId}/1`);
    atOnce -= 1;
  });
  await clock.arm();
  while (handled.size < 10_000) await vi.advanceTimersByTimeAsync(1_000);
  expect(most).toBe(100);
  clock.close();
});

test("WaitClock tries one again later that failed or is still due, and others are not held up by it", async () => {
  const { rows, errors, deps } = createWaits(3, () => start - 1);
  const handled: string[] = [];
  const clock = new WaitClock(deps, async ({ runId }) => {
    handled.push(runId);
    if (runId === "run_0") throw new Error("no");
    if (runId === "run_2") rows.delete(`${runId}/1`);
  });
  await clock.arm();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(handled).toEqual(["run_0", "run_1", "run_2"]);
  expect(errors).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(handled.slice(3).toSorted()).toEqual(["run_0", "run_1"]);
  clock.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(handled).toHaveLength(5);
});
