import { EngineError, type ScheduleRecord, type Store } from "@sluice/contracts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nextFire, type ScheduleRequest, Schedules } from "./schedules.ts";

test("nextFire() reads cron fields in their time zone", () => {
  const after = Date.parse("2026-01-01T00:00:00Z");
  expect(new Date(nextFire("0 3 * * *", "UTC", after)).toISOString()).toBe("2026-01-01T03:00:00.000Z");
  expect(new Date(nextFire("0 3 * * *", "Europe/Berlin", after)).toISOString()).toBe("2026-01-01T02:00:00.000Z");
});

test.each([
  ["not cron", "UTC", "Cannot read the schedule"],
  ["0 3 * * *", "Nowhere/Land", 'Cannot use the time zone "Nowhere/Land"'],
  ["0 0 30 2 *", "UTC", "it never comes"],
])("nextFire() refuses %s in %s", (cron, timeZone, words) => {
  expect(() => nextFire(cron, timeZone, 0)).toThrow(words);
});

const start = Date.parse("2026-03-01T00:00:30Z");
const minute = 60_000;
const request: ScheduleRequest = {
  principal: "agent",
  skill: "report",
  version: "1.0.0",
  cron: "* * * * *",
  timeZone: "UTC",
  input: {},
  missed: "skip",
};

/** A store that outlives its gateways, whose clock the tests turn. */
function createWorld() {
  const rows = new Map<string, ScheduleRecord>();
  const fired: string[] = [];
  const errors: string[] = [];
  const open: Schedules[] = [];
  const store = {
    schedules: {
      list: async () => [...rows.values()],
      put: async (record: ScheduleRecord) => void rows.set(record.id, record),
      remove: async (id: string) => rows.delete(id),
    },
  } as unknown as Store;
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void errors.push(message) };
  const openGateway = async (
    fire = async (schedule: ScheduleRecord) => `run ${fired.push(schedule.skill)}`,
  ): Promise<Schedules> => {
    const schedules = new Schedules({ store, log }, fire);
    open.push(schedules);
    await schedules.open();
    return schedules;
  };
  return { rows, fired, errors, openGateway, stopAll: () => open.forEach((schedules) => void schedules.close()) };
}

describe("Schedules", () => {
  beforeEach(() => void vi.useFakeTimers({ now: start }));
  afterEach(() => void vi.useRealTimers());

  test("fires at its times, and not before", async () => {
    const { fired, rows, openGateway, stopAll } = createWorld();
    const schedules = await openGateway();
    const { id, nextFireMs } = await schedules.add(request);
    expect(nextFireMs).toBe(start + 30_000);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(fired).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fired).toHaveLength(1);
    expect(rows.get(id)).toMatchObject({ lastRunId: "run 1", nextFireMs: start + 30_000 + minute });
    await vi.advanceTimersByTimeAsync(3 * minute);
    expect(fired).toHaveLength(4);
    stopAll();
    await vi.advanceTimersByTimeAsync(3 * minute);
    expect(fired).toHaveLength(4);
  });

  test.each([
    ["catch-up", 1],
    ["skip", 0],
  ] as const)("with missed: %s starts %i run for all that a stopped gateway missed", async (missed, count) => {
    const { fired, openGateway, stopAll } = createWorld();
    await (await openGateway()).add({ ...request, cron: "0 * * * *", missed });
    stopAll();
    vi.setSystemTime(start + 30 * 60 * minute + 10 * minute);
    await openGateway();
    expect(fired).toHaveLength(count);
    await vi.advanceTimersByTimeAsync(60 * minute);
    expect(fired).toHaveLength(count + 1);
    stopAll();
  });

  test("does not call a fire missed that is only a moment late", async () => {
    const { fired, openGateway, stopAll } = createWorld();
    await (await openGateway()).add(request);
    stopAll();
    vi.setSystemTime(start + 10 * minute);
    await openGateway();
    expect(fired).toHaveLength(1);
    stopAll();
  });

  test.each(["2026-03-01T00:02:00", "0 2 0 1 3 * 2026"])("fires for the last time at %s, and goes", async (cron) => {
    const { rows, fired, errors, openGateway, stopAll } = createWorld();
    const schedules = await openGateway();
    const { id } = await schedules.add({ ...request, skill: "once", cron });
    await schedules.add(request);
    await vi.advanceTimersByTimeAsync(3 * minute);
    expect({ fired, errors }).toEqual({ fired: ["report", "once", "report", "report"], errors: [] });
    expect(rows.has(id)).toBe(false);
    stopAll();
  });

  test("one that cannot be read any more keeps no other from its times", async () => {
    const { rows, fired, errors, openGateway, stopAll } = createWorld();
    const schedules = await openGateway();
    rows.set("sch_0", { ...request, id: "sch_0", cron: "gone", createdAt: "", nextFireMs: start });
    await schedules.add(request);
    await vi.advanceTimersByTimeAsync(minute);
    expect(fired).toEqual(["report"]);
    expect(errors).toContain("cannot look after a schedule");
    stopAll();
  });

  test("fires once when it is looked after from several sides at once", async () => {
    const { fired, openGateway, stopAll } = createWorld();
    const schedules = await openGateway();
    await schedules.add(request);
    vi.setSystemTime(start + 31_000);
    await Promise.all([schedules.open(), schedules.open(), schedules.open()]);
    expect(fired).toHaveLength(1);
    stopAll();
  });

  test("goes on after a fire that failed, and one that was removed meanwhile stays away", async () => {
    const { rows, errors, openGateway, stopAll } = createWorld();
    let fires = 0;
    const schedules = await openGateway(async (schedule) => {
      fires += 1;
      if (fires === 1) throw new EngineError("not_found", "Cannot find the skill");
      await schedules.remove(schedule.id);
      return "run";
    });
    const { id } = await schedules.add(request);
    await vi.advanceTimersByTimeAsync(minute);
    expect(errors).toEqual(["a schedule did not start its skill"]);
    await vi.advanceTimersByTimeAsync(3 * minute);
    expect(fires).toBe(2);
    expect(rows.has(id)).toBe(false);
    await expect(schedules.remove(id)).rejects.toMatchObject({ code: "not_found" });
    stopAll();
  });
});
