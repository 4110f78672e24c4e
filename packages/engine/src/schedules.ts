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

/** Skills that start by the clock, over restarts. */
export class Schedules {
  readonly #deps: Pick<EngineDeps, "store" | "log">;
  readonly #fire: FireSchedule;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(deps: Pick<EngineDeps, "store" | "log">, fire: FireSchedule, now: () => number = Date.now) {
    this.#deps = deps;
    this.#fire = fire;
    this.#now = now;
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
  async add(request: ScheduleRequest): Promise<ScheduleRecord> {
    const nowMs = this.#now();
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

  /** One look at a time, so that no fire counts twice. */
  #tick(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    let nextMs = this.#now() + MAX_TIMER_MS;
    try {
      for (const schedule of await this.list()) nextMs = Math.min(nextMs, await this.#tend(schedule));
    } catch (error) {
      this.#deps.log.error("cannot look after the schedules", { error: String(error) });
    }
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#tick(), Math.max(250, nextMs - this.#now()));
    this.#timer.unref();
  }

  /** What is wrong with one keeps no other from its times. @returns when to look again */
  async #tend(schedule: ScheduleRecord): Promise<number> {
    try {
      return await this.#fireDue(schedule);
    } catch (error) {
      this.#deps.log.error("cannot look after a schedule", { schedule: schedule.id, error: String(error) });
      return Number.POSITIVE_INFINITY;
    }
  }

  /** The next time is written before the run starts: a crash in between loses one fire and never doubles one. */
  async #fireDue(schedule: ScheduleRecord): Promise<number> {
    const nowMs = this.#now();
    if (schedule.nextFireMs > nowMs) return schedule.nextFireMs;
    const { cron, timeZone, missed, id } = schedule;
    const nextFireMs = findNextFire(cron, timeZone, nowMs) ?? Number.POSITIVE_INFINITY;
    const isLate = nowMs - lastFire(cron, timeZone, nowMs) > MAX_TIMER_MS;
    const current: ScheduleRecord = { ...schedule, nextFireMs };
    // A date, or fields with a year, come for a last time.
    if (nextFireMs === Number.POSITIVE_INFINITY) await this.#deps.store.schedules.remove(id);
    else await this.#deps.store.schedules.put(current);
    if (isLate && missed === "skip") return nextFireMs;
    try {
      const lastRunId = await this.#fire(schedule);
      // Removed meanwhile: it must not come back.
      const isThere = (await this.list()).some((known) => known.id === id);
      if (isThere) await this.#deps.store.schedules.put({ ...current, lastFiredMs: nowMs, lastRunId });
    } catch (error) {
      const about = { schedule: id, skill: schedule.skill, error: String(error) };
      this.#deps.log.error("a schedule did not start its skill", about);
    }
    return nextFireMs;
  }
}

/** The latest fire that is not after that time; that time itself where there was none. */
function lastFire(cron: string, timeZone: string, nowMs: number): number {
  const [last] = new Cron(cron, { timezone: timeZone, paused: true }).previousRuns(1, new Date(nowMs + 1_000));
  return last === undefined ? nowMs : Math.min(nowMs, last.getTime());
}

/** Epoch milliseconds of the first fire after that time. @throws EngineError `bad_input` */
export function nextFire(cron: string, timeZone: string, afterMs: number): number {
  const next = findNextFire(cron, timeZone, afterMs);
  if (next === undefined) throw new EngineError("bad_input", `Cannot use the schedule "${cron}": it never comes`);
  return next;
}

function findNextFire(cron: string, timeZone: string, afterMs: number): number | undefined {
  checkTimeZone(timeZone);
  try {
    return new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(afterMs))?.getTime();
  } catch (cause) {
    throw new EngineError(
      "bad_input",
      `Cannot read the schedule "${cron}" in "${timeZone}": ${(cause as Error).message}; write cron fields such as "0 3 * * *"`,
      { cause },
    );
  }
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (cause) {
    throw new EngineError(
      "bad_input",
      `Cannot use the time zone "${timeZone}": there is none of that name; write one such as Europe/Berlin`,
      { cause },
    );
  }
}
