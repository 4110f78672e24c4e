import type { ScheduleRecord } from "@sluice/contracts";
import { EXIT_OK } from "../exit-codes.ts";
import type { GlobalOptions } from "../options.ts";
import { printTable } from "../print.ts";
import { actAs, withGateway } from "../with-gateway.ts";
import { parseJsonArgument } from "./json-argument.ts";

export interface ScheduleOptions extends GlobalOptions {
  readonly cron: string;
  /** `name` or `name@version`. */
  readonly skill: string;
  readonly input?: string;
  readonly timeZone?: string;
  readonly missed?: string;
}

export async function addSchedule(options: ScheduleOptions): Promise<void> {
  const [skill, version] = options.skill.split("@");
  const input = options.input === undefined ? {} : { input: parseJsonArgument("--input", options.input) };
  await withGateway(actAs(options), async (client, output) => {
    const schedule = (await client.post("/api/schedules", {
      skill,
      cron: options.cron,
      ...input,
      ...(version === undefined ? {} : { version }),
      ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
      ...(options.missed === undefined ? {} : { missed: options.missed }),
    })) as ScheduleRecord;
    output.result(
      schedule,
      () =>
        `${schedule.id}: ${schedule.skill}@${schedule.version} next at ${new Date(schedule.nextFireMs).toISOString()}`,
    );
    return EXIT_OK;
  });
}

export async function listSchedules(options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    const { schedules } = (await client.get("/api/schedules")) as { schedules: readonly ScheduleRecord[] };
    output.result({ schedules }, () => {
      if (schedules.length === 0) return "No schedules";
      const rows = schedules.map((schedule) => [
        schedule.id,
        `${schedule.skill}@${schedule.version}`,
        schedule.cron,
        schedule.timeZone,
        schedule.missed,
        new Date(schedule.nextFireMs).toISOString(),
        schedule.lastRunId ?? "",
      ]);
      return printTable([["schedule", "skill", "cron", "time zone", "missed", "next", "last run"], ...rows]);
    });
    return EXIT_OK;
  });
}

export async function removeSchedule(id: string, options: GlobalOptions): Promise<void> {
  await withGateway(options, async (client, output) => {
    await client.delete(`/api/schedules/${encodeURIComponent(id)}`);
    output.result({ removed: id }, () => `${id} removed`);
    return EXIT_OK;
  });
}
