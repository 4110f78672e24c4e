import { expect, test } from "vitest";
import { until } from "../fixtures/until.ts";
import { admin, agent, openWorkflowGateway, publishSkill } from "../fixtures/workflow-gateway.ts";

test("a schedule starts its skill as a workflow, with its input and the version it had, until it is removed", async () => {
  await using parts = await openWorkflowGateway();
  const skill = (version: number): string =>
    `export default async (input: { key: string }) => servers.effects.append({ key: input.key + " ${version}" });`;
  await publishSkill(parts, "tick", skill(1), { version: "1.0.0" });
  const { operations } = parts.engine;
  const request = { principal: "agent", skill: "tick", timeZone: "UTC", missed: "skip" as const };
  await expect(
    operations.addSchedule({ ...request, skill: "none", cron: "* * * * *", input: {} }),
  ).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(operations.addSchedule({ ...request, cron: "soon", input: {} })).rejects.toMatchObject({
    code: "bad_input",
  });
  const { id, version } = await operations.addSchedule({ ...request, cron: "* * * * * *", input: { key: "tick" } });
  expect(version).toBe("1.0.0");
  await publishSkill(parts, "tick", skill(2), { version: "2.0.0" });
  await until(() => parts.effects().length >= 2);
  await parts.restart();
  const before = parts.effects().length;
  await until(() => parts.effects().length > before);
  const again = parts.engine.operations;
  await expect(again.removeSchedule(id, { principal: "other" })).rejects.toMatchObject({ code: "not_found" });
  expect(await again.listSchedules({ principal: "other" })).toEqual([]);
  expect(await again.listSchedules(admin)).toMatchObject([{ id, skill: "tick", version: "1.0.0" }]);
  await again.removeSchedule(id, agent);
  expect(await again.listSchedules()).toEqual([]);
  expect(new Set(parts.effects())).toEqual(new Set(["tick 1"]));
  const runs = (await again.listRuns(agent, { limit: 100 })).filter((run) => run.skill !== undefined);
  expect(runs.length).toBeGreaterThanOrEqual(3);
  expect(runs.every((run) => run.isDurable && run.skill === "tick@1.0.0")).toBe(true);
});
