import type { WaitRecord } from "@sluice/contracts";
import { expect, test } from "vitest";
import { openStore } from "./open-store.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

const wait = (runId: string, callId: number, more: Partial<WaitRecord> = {}): WaitRecord => ({
  runId,
  callId,
  kind: "sleep",
  createdAtMs: callId,
  ...more,
});

test("WaitStore finds what is due, earliest first, and what comes next", async () => {
  await using dir = await createTempDir();
  const { waits, close } = await openStore({ dir: dir.path });
  await waits.put(wait("run_a", 1, { wakeAtMs: 300 }));
  await waits.put(wait("run_b", 1, { wakeAtMs: 100 }));
  await waits.put(wait("run_c", 1));
  expect((await waits.due(300, 10)).map((found) => found.runId)).toEqual(["run_b", "run_a"]);
  expect(await waits.due(99, 10)).toEqual([]);
  expect(await waits.nextWakeMs()).toBe(100);
  await waits.remove("run_b");
  expect(await waits.nextWakeMs()).toBe(300);
  await close();
});

test("WaitStore finds waits by event type and keeps them over a restart", async () => {
  await using dir = await createTempDir();
  const first = await openStore({ dir: dir.path });
  const paid = wait("run_a", 7, { kind: "event", eventType: "invoice.paid", match: { id: 4 } });
  await first.waits.put(paid);
  await first.waits.put(wait("run_a", 8, { kind: "event", eventType: "invoice.sent" }));
  await first.close();
  const second = await openStore({ dir: dir.path });
  expect(await second.waits.forEvent("invoice.paid")).toEqual([paid]);
  expect(await second.waits.get("run_a", 7)).toEqual(paid);
  await second.waits.remove("run_a", 7);
  expect(await second.waits.list({ runId: "run_a", limit: 10 })).toHaveLength(1);
  await second.close();
});

test("ScheduleStore keeps, replaces and removes schedules", async () => {
  await using dir = await createTempDir();
  const { schedules, close } = await openStore({ dir: dir.path });
  const nightly = {
    id: "sch_1",
    principal: "local",
    skill: "report",
    version: "1.0.0",
    cron: "0 3 * * *",
    timeZone: "UTC",
    input: { top: 3 },
    missed: "skip",
    createdAt: "2026-01-01T00:00:00.000Z",
    nextFireMs: 5,
  } as const;
  await schedules.put(nightly);
  await schedules.put({ ...nightly, nextFireMs: 6 });
  expect(await schedules.list()).toEqual([{ ...nightly, nextFireMs: 6 }]);
  expect(await schedules.remove("sch_1")).toBe(true);
  expect(await schedules.remove("sch_1")).toBe(false);
  await close();
});
