import { connect } from "@nats-io/transport-node";
import { describe, expect, test } from "vitest";
import { openPolicy } from "../fixtures/gateway.ts";
import { startNatsServer } from "../fixtures/nats.ts";
import { until } from "../fixtures/until.ts";
import { admin, agent, openWorkflowGateway, publishSkill, type WorkflowGateway } from "../fixtures/workflow-gateway.ts";

const client = 'import { sleep, waitForEvent, ask, undo } from "./client.ts";\n';
const append = (key: string): string => `await servers.effects.append({ key: ${JSON.stringify(key)} });`;

async function decideAll(parts: WorkflowGateway, decision: "approve" | "reject"): Promise<number> {
  const { operations } = parts.engine;
  const pending = await operations.listApprovals(admin, { status: "pending", limit: 100 });
  for (const { id } of pending) await operations.decideApproval(admin, id, { decision });
  return pending.length;
}

describe("undo()", () => {
  const code = (end: string): string => `${client}for (const key of ["a", "b"]) {
  await servers.effects.append({ key });
  await undo(() => servers.effects.append({ key: "undo " + key }));
}
${end}`;
  const undone = ["a", "b", "undo b", "undo a"];

  test("runs newest first when the code fails", async () => {
    await using parts = await openWorkflowGateway();
    const answer = await parts.run(code('throw new Error("no more");'));
    expect(answer).toMatchObject({ status: "failed", error: { message: "no more" } });
    expect(parts.effects()).toEqual(undone);
  });

  test.each(["sleep(60_000)", "new Promise((done) => setTimeout(done, 60_000))"])(
    "runs when the run passes a limit at %s, which no code survives",
    async (wait) => {
      await using parts = await openWorkflowGateway();
      const answer = await parts.run(code(`await ${wait}; return "late";`), { durable: false, timeoutMs: 3_000 });
      expect(answer).toMatchObject({ status: "failed", error: { code: "timeout" } });
      expect(parts.effects()).toEqual(undone);
    },
  );

  test("runs on rollback of a completed run, once", async () => {
    await using parts = await openWorkflowGateway();
    const { runId, status } = await parts.run(code('return "fine";'));
    expect(status).toBe("completed");
    const record = await parts.engine.operations.rollback(agent, runId);
    expect(record).toMatchObject({ status: "cancelled", errorCode: "cancelled" });
    await expect(parts.engine.operations.rollback(agent, runId)).rejects.toMatchObject({ code: "conflict" });
    expect(parts.effects()).toEqual(undone);
  });

  test("runs when the run is cancelled, after the code's own clean-up, while it waits and while it works", async () => {
    await using parts = await openWorkflowGateway();
    const withFinally = (wait: string): string => code(`try { await ${wait}; } finally { ${append("cleaned up")} }`);
    const cancelled = ["a", "b", "cleaned up", "undo b", "undo a"];

    const waiting = await parts.run(withFinally('sleep("3 days")'));
    const { answer } = await parts.engine.getRun(agent, { runId: waiting.runId, action: "cancel" });
    expect(answer).toMatchObject({ status: "cancelled", error: { code: "cancelled" } });
    expect(parts.effects()).toEqual(cancelled);

    const running = parts.run(withFinally("sleep(4_000)"));
    const runId = await parts.reached("sleep");
    await parts.engine.getRun(agent, { runId, action: "cancel" });
    expect((await running).status).toBe("cancelled");
    expect(parts.effects()).toEqual([...cancelled, ...cancelled]);
  });
});

describe("a tool that the policy names an undoing one for", () => {
  const policy = (rules: string): string => `${openPolicy.replace('  - allow: "*"', `${rules}  - allow: "*"`)}undo:
  effects.append: effects.append_once
`;

  test("is undone on failure and on rollback, newest first, with the arguments that the other tool names", async () => {
    await using parts = await openWorkflowGateway({ policies: { "open.yaml": policy("") } });
    const failed = await parts.run(`${append("a")}${append("b")} throw new Error("no");`);
    expect(failed.status).toBe("failed");
    // append_once finds both lines there already, so what it did shows in the journal alone.
    const { trace } = await parts.engine.operations.getWorkflow(agent, failed.runId);
    expect(trace.slice(-2)).toMatchObject([
      { what: "undo of call 2: effects.append_once", state: "done" },
      { what: "undo of call 1: effects.append_once", state: "done" },
    ]);
    const done = await parts.run(`${append("c")} return 1;`);
    await parts.engine.operations.rollback(agent, done.runId);
    expect((await parts.engine.operations.getWorkflow(agent, done.runId)).trace.at(-1)?.what).toBe(
      "undo of call 1: effects.append_once",
    );
    expect(parts.effects()).toEqual(["a", "b", "c"]);
  });

  test("waits for a person where its undoing does, over a restart", async () => {
    const ask = '  - ask: "effects.append_once"\n    approvers: ["admin/*"]\n';
    await using parts = await openWorkflowGateway({ policies: { "open.yaml": policy(ask) } });
    const { runId, status, approvals } = await parts.run(`${append("a")} throw new Error("no");`);
    expect(status).toBe("waiting");
    expect(approvals).toMatchObject([{ tool: "append_once", arguments: { key: "a" } }]);
    await parts.restart();
    expect(await decideAll(parts, "approve")).toBe(1);
    expect(await parts.ended(runId)).toMatchObject({ status: "failed", error: { message: "no" } });
    expect(parts.effects()).toEqual(["a"]);
  });
});

describe("a skill called from a durable run", () => {
  const inner = `import { waitForEvent, undo } from "./client.ts";
export default async function inner(input: { key: string }) {
  await servers.effects.append({ key: "in " + input.key });
  await undo(() => servers.effects.append({ key: "undo in " + input.key }));
  const event: any = await waitForEvent("go", { match: { key: input.key } });
  await servers.effects.append({ key: "out " + input.key });
  return event.value;
}`;
  const outer = `${client}${append("begin")}
const [a, b] = await Promise.all([servers.skills.inner({ key: "a" }), servers.skills.inner({ key: "b" })]);
${append("end")}
return [a, b];`;
  const went = ["in a", "in b", "out a", "out b"];

  test("waits with it, and both go on without repeating anything", async () => {
    await using parts = await openWorkflowGateway();
    await publishSkill(parts, "inner", inner);
    const { runId, status } = await parts.run(outer);
    expect(status).toBe("waiting");
    await parts.restart();
    expect(await parts.engine.operations.signal("go", { key: "b", value: 2 })).toBe(1);
    await until(() => parts.effects().includes("out b"));
    await parts.restart();
    expect(await parts.engine.operations.signal("go", { key: "a", value: 1 })).toBe(1);
    expect((await parts.ended(runId)).output).toEqual([1, 2]);
    const effects = parts.effects();
    expect([effects[0], effects.at(-1)]).toEqual(["begin", "end"]);
    expect(effects.slice(1, -1).toSorted()).toEqual(went.toSorted());
  });

  test("goes on at once while its caller is busy with something else", async () => {
    await using parts = await openWorkflowGateway();
    await publishSkill(parts, "inner", inner);
    const running = parts.run(`${client}return await Promise.all([
  servers.skills.inner({ key: "a" }),
  new Promise((done) => setTimeout(() => done("timer"), 4_900)),
]);`);
    await until(async () => (await parts.engine.operations.signal("go", { key: "a", value: 1 })) === 1);
    await until(() => parts.effects().includes("out a"));
    expect((await running).output).toEqual([1, "timer"]);
  });

  test("is rolled back with it", async () => {
    await using parts = await openWorkflowGateway();
    await publishSkill(parts, "inner", inner);
    const { runId } = await parts.run('return await servers.skills.inner({ key: "a" });');
    await parts.engine.operations.signal("go", { key: "a", value: 1 });
    await parts.ended(runId, "completed");
    await parts.engine.operations.rollback(agent, runId);
    expect(parts.effects()).toEqual(["in a", "out a", "undo in a"]);
  });

  test("is told when its caller is cancelled", async () => {
    await using parts = await openWorkflowGateway();
    await publishSkill(parts, "inner", inner);
    const { runId, status } = await parts.run('return await servers.skills.inner({ key: "a" });');
    expect(status).toBe("waiting");
    const { answer } = await parts.engine.getRun(agent, { runId, action: "cancel" });
    expect(answer.status).toBe("cancelled");
    expect(parts.effects()).toEqual(["in a", "undo in a"]);
  });

  test("has its approvals listed with its caller's", async () => {
    const ask = '  - ask: "effects.append"\n    approvers: ["admin/*"]\n';
    const policies = { "open.yaml": openPolicy.replace('  - allow: "*"', `${ask}  - allow: "*"`) };
    await using parts = await openWorkflowGateway({ policies });
    await publishSkill(
      parts,
      "asks",
      "export default async (input: { key: string }) => servers.effects.append({ key: input.key });",
    );
    const { runId, approvals } = await parts.run('return await servers.skills.asks({ key: "x" });');
    expect(approvals).toMatchObject([{ tool: "append", arguments: { key: "x" } }]);
    await decideAll(parts, "approve");
    expect((await parts.ended(runId)).output).toBe("done x");
    expect(parts.effects()).toEqual(["x"]);
  });
});

test("a skill that says it is durable runs as a workflow, and stays on its version", async () => {
  await using parts = await openWorkflowGateway();
  const version = (number: number): string => `import { waitForEvent } from "./client.ts";
export default async function report(input: object) {
  const event: any = await waitForEvent("go");
  return { version: ${number}, event };
}`;
  await publishSkill(parts, "report", version(1), { durable: true, version: "1.0.0" });
  const called = await parts.engine.callTool(agent, { address: "skills.report", arguments: {} });
  expect(called.run?.error).toBeUndefined();
  expect(called.run?.status).toBe("waiting");
  const imported = await parts.run('import report from "./skills/report.ts"; return await report({});');
  const [workflow] = (await parts.engine.operations.listWorkflows(agent, 10)).filter((run) => run.skill !== undefined);
  expect(workflow).toMatchObject({ skill: "report@1.0.0", status: "waiting" });
  await publishSkill(parts, "report", version(2), { version: "2.0.0" });
  await parts.restart();
  expect(await parts.engine.operations.signal("go", "now")).toBe(2);
  for (const runId of [called.run?.runId ?? "", imported.runId])
    expect((await parts.ended(runId)).output).toEqual({ version: 1, event: "now" });
});

test("the engine's own tools list, signal and cancel one's own workflows from code", async () => {
  await using parts = await openWorkflowGateway();
  const waiting = await parts.run(`${client}return await waitForEvent("go");`);
  const cancelled = await parts.run(`${client}return await waitForEvent("never");`);
  const other = await parts.engine.executeCode(
    { principal: "other" },
    { code: `${client}return await waitForEvent("go");`, language: "typescript", durable: true },
  );
  const { output, error } = await parts.run(
    `const { engine } = servers;
const listed = await engine.listWorkflows({});
const sent = await engine.sendEvent({ type: "go", data: { n: 1 } });
const gone = await engine.cancelRun({ runId: context.cancelled });
const others = await engine.cancelRun({ runId: context.other }).catch((error) => error.code);
return { listed: listed.filter((run) => run.status === "waiting").map((run) => run.runId).sort(), sent, gone: gone.status, others };`,
    { context: { cancelled: cancelled.runId, other: other.answer.runId }, durable: false },
  );
  expect(error).toBeUndefined();
  expect(output).toEqual({
    listed: [waiting.runId, cancelled.runId].sort(),
    sent: { taken: 1 },
    gone: "cancelled",
    others: "not_found",
  });
  expect((await parts.ended(waiting.runId)).output).toEqual({ n: 1 });
});

test("events come in over HTTP and from NATS, also those sent while no gateway ran", async () => {
  await using nats = await startNatsServer();
  await using parts = await openWorkflowGateway({ config: { nats: { servers: [nats.url] } } });
  const code = `${client}return await waitForEvent("invoice.paid", { match: { id: context.id } });`;
  const [http, live, missed] = await Promise.all([1, 2, 3].map((id) => parts.run(code, { context: { id } })));
  const response = await fetch(`${parts.gateway.url}/api/signals`, {
    method: "POST",
    headers: { authorization: `Bearer ${parts.gateway.gateway.adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "invoice.paid", data: { id: 1 } }),
  });
  expect(await response.json()).toEqual({ taken: 1 });
  const connection = await connect({ servers: [nats.url] });
  try {
    const send = async (id: number): Promise<void> => {
      connection.publish("sluice.signals.invoice.paid", JSON.stringify({ id }));
      await connection.flush();
    };
    expect((await parts.ended(http?.runId ?? "")).output).toEqual({ id: 1 });
    await until(async () => {
      await send(2);
      const { answer } = await parts.engine.getRun(agent, { runId: live?.runId ?? "", action: "status" });
      return answer.status === "completed";
    });
    await parts.stop();
    await send(3);
  } finally {
    await connection.close();
  }
  await parts.restart();
  expect((await parts.ended(missed?.runId ?? "")).output).toEqual({ id: 3 });
});
