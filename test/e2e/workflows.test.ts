import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ApprovalRecord, RunAnswer, ScheduleRecord } from "@sluice/contracts";
import type { WorkflowStatus } from "@sluice/gateway";
import { createSkillStore } from "@sluice/skills";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGatewayFolder, type GatewayFolder, openPolicy } from "../fixtures/gateway.ts";
import { runSluice, type ServedGateway, serveSluice } from "../fixtures/sluice.ts";
import { until } from "../fixtures/until.ts";

const policy = openPolicy.replace(
  '  - allow: "*"',
  '  - ask: effects.append\n    args: { key: "asked *" }\n    approvers: ["admin/*"]\n  - allow: "*"',
);

describe("workflows from the command line", { timeout: 180_000 }, () => {
  let folder: GatewayFolder;
  let gateway: ServedGateway;
  const effectsFile = (): string => join(folder.dir, "effects.txt");
  const effects = (): readonly string[] =>
    existsSync(effectsFile()) ? readFileSync(effectsFile(), "utf8").split("\n").filter(Boolean) : [];

  beforeAll(async () => {
    folder = createGatewayFolder({ policies: { "open.yaml": policy } });
    const server = join(import.meta.dirname, "../fixtures/servers/effect-log.ts");
    const config = JSON.parse(readFileSync(folder.configFile, "utf8")) as object;
    const mcpServers = { effects: { command: process.execPath, args: [server, "--file", effectsFile()] } };
    writeFileSync(folder.configFile, JSON.stringify({ ...config, mcpServers }));
    const skills = createSkillStore({ skillsDir: join(folder.dir, "skills") });
    const code = "export default async (input: { key: string }) => servers.effects.append({ key: input.key });\n";
    const about = { name: "tick", description: "Appends a line", createdBy: "test", policy: "open" };
    await skills.publish({ ...about, code, requiredTools: [] });
    await skills.close();
    gateway = await serveSluice(folder);
  });
  afterAll(async () => {
    await gateway.stop();
    folder[Symbol.dispose]();
  });

  const json = async <T>(...args: readonly string[]): Promise<{ readonly code: number | null; readonly value: T }> => {
    const { code, stdout } = await runSluice(folder, [...args, "--json"]);
    return { code, value: JSON.parse(stdout) as T };
  };
  const start = async (code: string): Promise<RunAnswer> => {
    const file = join(folder.dir, "program.ts");
    writeFileSync(file, `import { ask, sleep, undo, waitForEvent } from "./client.ts";\n${code}`);
    return (await json<RunAnswer>("run", file, "--durable")).value;
  };
  const ended = (runId: string): Promise<RunAnswer> =>
    until(async () => {
      const { value } = await json<RunAnswer>("runs", runId);
      return value.status === "waiting" || value.status === "running" ? undefined : value;
    });

  test("are listed with a trace, take signals, and answer with what fits", async () => {
    const { runId, status } = await start(`await servers.effects.append({ key: "first" });
const paid: any = await waitForEvent("invoice.paid", { match: { id: 7 } });
return [paid.amount, await ask("How many?", { type: "integer", minimum: 1 })];`);
    expect(status).toBe("waiting");
    const listed = await runSluice(folder, ["workflows"]);
    expect(listed.stdout).toContain(runId);
    expect(listed.stdout).toContain("event: invoice.paid");
    const { stdout } = await runSluice(folder, ["workflows", runId]);
    expect(stdout).toMatch(/done\s+effects\.append/);
    expect(stdout).toMatch(/open\s+waitForEvent/);

    const wrong = await json("signal", "invoice.paid", "--event-data", '{"id": 8}');
    expect(wrong).toEqual({ code: 1, value: { taken: 0 } });
    const right = await json("signal", "invoice.paid", "--event-data", '{"id": 7, "amount": 99}');
    expect(right).toEqual({ code: 0, value: { taken: 1 } });

    const wait = await until(async () => {
      const { value } = await json<WorkflowStatus>("workflows", runId);
      return value.waitsFor.find((one) => one.kind === "question");
    });
    expect(wait.about).toBe("How many?");
    const refused = await runSluice(folder, ["workflows", "answer", runId, String(wait.callId), '"two"']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("expected integer, got string");
    await runSluice(folder, ["workflows", "answer", runId, String(wait.callId), "2"]);
    expect((await ended(runId)).output).toEqual([99, 2]);
  });

  test("are replayed, and rolled back once", async () => {
    const { runId } = await start(
      'await servers.effects.append({ key: "once" }); await undo(() => servers.effects.append({ key: "undone" })); return Math.random();',
    );
    const replayed = await runSluice(folder, ["replay", runId]);
    expect(replayed.code).toBe(0);
    expect(replayed.stdout).toContain("output same, logs same, calls same");
    expect((await runSluice(folder, ["runs", "rollback", runId])).code).toBe(0);
    expect((await runSluice(folder, ["runs", "rollback", runId])).code).toBe(1);
    expect(effects().filter((line) => line === "once" || line === "undone")).toEqual(["once", "undone"]);
  });

  test("are approved with edited arguments from a file, and a rule is proposed without changing one", async () => {
    const { runId, approvals } = await start('return await servers.effects.append({ key: "asked a" });');
    const id = approvals?.[0]?.id ?? "";
    const edit = join(folder.dir, "edit.json");
    writeFileSync(edit, '{ "key": "asked b" }');
    const before = readFileSync(join(folder.dir, "policies/open.yaml"), "utf8");
    const { stdout } = await runSluice(folder, ["approvals", "approve", id, "--edit", edit, "--always"]);
    expect(stdout).toContain("approved effects.append");
    expect(stdout).toContain('- allow: "effects.append"\n    args:\n      "key": "asked b"');
    expect(readFileSync(join(folder.dir, "policies/open.yaml"), "utf8")).toBe(before);
    expect((await ended(runId)).output).toBe("done asked b");
    const { value } = await json<ApprovalRecord>("approvals", "show", id);
    expect(value).toMatchObject({ status: "approved", decidedBy: "admin/local" });
    expect((await runSluice(folder, ["approvals", "approve", id])).stderr).toContain("already");
  });

  test("are started by the clock, and cancelled by hand", async () => {
    const { value } = await json<ScheduleRecord>(
      ...["schedule", "add", "--cron", "* * * * * *", "--skill", "tick", "--input", '{"key":"tick"}'],
    );
    await until(() => effects().includes("tick"));
    expect((await runSluice(folder, ["schedule", "list"])).stdout).toContain("tick@1.0.0");
    expect((await runSluice(folder, ["schedule", "remove", value.id])).code).toBe(0);
    expect((await runSluice(folder, ["schedule", "list"])).stdout).toContain("No schedules");

    const { runId } = await start(
      'try { await sleep("3 days"); } finally { await servers.effects.append({ key: "cleaned" }); }',
    );
    await runSluice(folder, ["runs", "cancel", runId]);
    expect((await ended(runId)).status).toBe("cancelled");
    expect(effects()).toContain("cleaned");
  });
});
