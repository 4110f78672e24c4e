import { randomBytes } from "node:crypto";
import { EngineError, type Json, type ScheduleRecord } from "@sluice/contracts";
import { Cron } from "croner";
import type { EngineDeps } from "./deps.ts";

export interface ScheduleRequest {
  readonly principal: string;
  readonly skill: string;
  readonly version: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly input: Json;
  readonly missed: ScheduleRecord["missed"];
}

/** Starts the skill as a durable run; resolves with its id once it is recorded. */
export type FireSchedule = (schedule: ScheduleRecord) => Promise<string>;

const MAX_TIMER_MS = 60_000;
/** So many missed fires are caught up at the most; the newest ones count. */
const MAX_CAUGHT_UP = 100;

/** Skills that start by the clock, over restarts. */
export class Schedules {
  readonly #deps: EngineDeps;
  readonly #fire: FireSchedule;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(deps: EngineDeps, fire: FireSchedule) {
    this.#deps = deps;
    this.#fire = fire;
  }

  /** Fires that were missed while no gateway ran are caught up or skipped, as each schedule says. */
  async open(): Promise<void> {
    await this.#tick();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  list(): Promise<readonly ScheduleRecord[]> {
    return this.#deps.store.schedules.list();
  }

  /** @throws EngineError `bad_input` for a cron line or time zone that cannot be read or never comes */
  async add(request: ScheduleRequest, nowMs: number = Date.now()): Promise<ScheduleRecord> {
    const schedule: ScheduleRecord = {
      id: `sch_${randomBytes(8).toString("hex")}`,
      ...request,
      createdAt: new Date(nowMs).toISOString(),
      nextFireMs: nextFire(request.cron, request.timeZone, nowMs),
    };
    await this.#deps.store.schedules.put(schedule);
    await this.#tick();
    return schedule;
  }

  /** @throws EngineError `not_found` */
  async remove(id: string): Promise<void> {
    if (!(await this.#deps.store.schedules.remove(id)))
      throw new EngineError("not_found", `Cannot remove schedule "${id}": there is no such one`);
  }

  async #tick(): Promise<void> {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    let nextMs = Date.now() + MAX_TIMER_MS;
    for (const schedule of await this.list()) {
      const next = await this.#fireDue(schedule).catch((error: unknown) => {
        this.#deps.log.error("a schedule did not start its skill", {
          schedule: schedule.id,
          skill: schedule.skill,
          error: String(error),
        });
        return schedule.nextFireMs;
      });
      nextMs = Math.min(nextMs, next);
    }
    this.#timer = setTimeout(
      () => {
        this.#tick().catch((error: unknown) =>
          this.#deps.log.error("cannot look after the schedules", { error: String(error) }),
        );
      },
      Math.max(250, nextMs - Date.now()),
    );
    this.#timer.unref();
  }

  /** The next time is written before the run starts: a crash in between loses one fire and never doubles one. */
  async #fireDue(schedule: ScheduleRecord): Promise<number> {
    const nowMs = Date.now();
    if (schedule.nextFireMs > nowMs) return schedule.nextFireMs;
    const fires: number[] = [];
    let next = schedule.nextFireMs;
    while (next <= nowMs) {
      fires.push(next);
      if (fires.length > MAX_CAUGHT_UP) fires.shift();
      next = nextFire(schedule.cron, schedule.timeZone, next);
    }
    const isLate = nowMs - (fires.at(-1) ?? nowMs) > MAX_TIMER_MS;
    const due = schedule.missed === "catch-up" ? fires : isLate ? [] : fires.slice(-1);
    let current: ScheduleRecord = { ...schedule, nextFireMs: next, lastFiredMs: nowMs };
    await this.#deps.store.schedules.put(current);
    for (const _fire of due) {
      current = { ...current, lastRunId: await this.#fire(schedule) };
      await this.#deps.store.schedules.put(current);
    }
    return next;
  }
}

/** Epoch milliseconds of the first fire after that time. @throws EngineError `bad_input` */
export function nextFire(cron: string, timeZone: string, afterMs: number): number {
  let next: Date | null;
  try {
    next = new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(afterMs));
  } catch (cause) {
    throw new EngineError(
      "bad_input",
      `Cannot read the schedule "${cron}" in "${timeZone}": ${(cause as Error).message}; write cron fields such as "0 3 * * *"`,
      { cause },
    );
  }
  if (next === null) throw new EngineError("bad_input", `Cannot use the schedule "${cron}": it never comes`);
  return next.getTime();
}
