import { describe, expect, test } from "vitest";
import { openPolicy } from "../fixtures/gateway.ts";
import { until } from "../fixtures/until.ts";
import { admin, agent, openWorkflowGateway } from "../fixtures/workflow-gateway.ts";

const client = 'import { sleep, waitForEvent, ask, step, retry, undo, state, continueAsNew } from "./client.ts";\n';

describe("sleep()", () => {
  test("keeps the process for a moment, and frees it for longer", async () => {
    await using parts = await openWorkflowGateway();
    const short = await parts.run(`${client}const t = Date.now(); await sleep("50 ms"); return Date.now() - t >= 50;`);
    expect(short).toMatchObject({ status: "completed", output: true });
    const long = await parts.run(
      `${client}const t = Date.now(); const r = Math.random(); await sleep(5_500); return { slept: Date.now() - t, r };`,
    );
    expect(long.status).toBe("waiting");
    expect(await parts.engine.operations.getWorkflow(agent, long.runId)).toMatchObject({
      status: "waiting",
      waitsFor: [{ kind: "sleep", about: "the clock" }],
    });
    const { output } = await parts.ended(long.runId);
    expect((output as { slept: number }).slept).toBeGreaterThanOrEqual(5_500);
  });

  test("goes on after a restart, with what was done before done once", async () => {
    await using parts = await openWorkflowGateway();
    const { runId, status } = await parts.run(
      `${client}await servers.effects.append({ key: "before" }); await sleep("6 seconds"); await servers.effects.append({ key: "after" }); return "done";`,
    );
    expect(status).toBe("waiting");
    await parts.restart();
    expect((await parts.ended(runId)).output).toBe("done");
    expect(parts.effects()).toEqual(["before", "after"]);
  });

  test("of a timer frees the process too, and one that was cleared holds nothing up", async () => {
    await using parts = await openWorkflowGateway();
    const { runId, status } = await parts.run(
      `${client}const timer = setTimeout(() => {}, 3_600_000); clearTimeout(timer); return await waitForEvent("go");`,
    );
    expect(status).toBe("waiting");
    await parts.engine.operations.signal("go", 1);
    expect((await parts.ended(runId)).output).toBe(1);
  });
});

describe("waitForEvent()", () => {
  const code = `${client}return await waitForEvent("invoice.paid", { match: { id: 7, by: { name: "ann" } }, timeout: "1 hour" });`;
  const paid = { id: 7, by: { name: "ann", age: 3 }, amount: 99 };

  test("takes the event that matches, and no other", async () => {
    await using parts = await openWorkflowGateway();
    const { operations } = parts.engine;
    const first = await parts.run(code);
    const second = await parts.run(code);
    expect(await operations.signal("invoice.paid", { ...paid, id: 8 })).toBe(0);
    expect(await operations.signal("invoice.due", paid)).toBe(0);
    expect(await operations.signal("invoice.paid", paid)).toBe(2);
    expect(await operations.signal("invoice.paid", paid)).toBe(0);
    expect((await parts.ended(first.runId)).output).toEqual(paid);
    expect((await parts.ended(second.runId)).output).toEqual(paid);
  });

  test("takes an event that comes while the gateway is another one, also where it came before a crash", async () => {
    await using parts = await openWorkflowGateway();
    const { runId } = await parts.run(code);
    await parts.restart();
    expect(await parts.engine.operations.signal("invoice.paid", paid)).toBe(1);
    await parts.restart();
    expect((await parts.ended(runId)).output).toEqual(paid);
  });

  test("gives up after its time, in a durable run and in another", async () => {
    await using parts = await openWorkflowGateway();
    const giveUp = `${client}try { await waitForEvent("never", { timeout: 300 }); } catch (error) { return error.code + ": " + error.message; }`;
    const words = 'timeout: No event "never" came in time';
    expect((await parts.run(giveUp, { durable: false })).output).toBe(words);
    const { runId } = await parts.run(giveUp);
    expect((await parts.ended(runId)).output).toBe(words);
  });

  test("takes an event in a run that is not durable while it lasts", async () => {
    await using parts = await openWorkflowGateway();
    const running = parts.run(`${client}return await waitForEvent("go");`, { durable: false });
    await until(async () => (await parts.engine.operations.signal("go", { n: 1 })) === 1);
    expect((await running).output).toEqual({ n: 1 });
  });

  test("of somebody else's run takes nothing from a caller without rights", async () => {
    await using parts = await openWorkflowGateway();
    const { operations } = parts.engine;
    const { runId } = await parts.run(code);
    expect(await operations.signal("invoice.paid", paid, { principal: "somebody" })).toBe(0);
    expect(await operations.signal("invoice.paid", paid, agent)).toBe(1);
    await parts.ended(runId);
  });

  test("wins a race against a sleep, which then wakes nobody", async () => {
    await using parts = await openWorkflowGateway();
    const { runId } = await parts.run(`${client}return await Promise.race([sleep("3 days"), waitForEvent("go")]);`);
    await parts.engine.operations.signal("go", "went");
    expect((await parts.ended(runId)).output).toBe("went");
    expect((await parts.engine.operations.getWorkflow(agent, runId)).waitsFor).toEqual([]);
  });
});

describe("ask()", () => {
  const code = `${client}return await ask("Ship how many?", { type: "object", properties: { count: { type: "integer", minimum: 1 } }, required: ["count"] });`;

  test("takes one answer that fits its schema", async () => {
    await using parts = await openWorkflowGateway();
    const { operations } = parts.engine;
    const { runId, status } = await parts.run(code);
    expect(status).toBe("waiting");
    const [wait] = (await operations.getWorkflow(admin, runId)).waitsFor;
    expect(wait).toMatchObject({ kind: "question", about: "Ship how many?" });
    const callId = wait?.callId ?? 0;
    for (const wrong of [{ count: 0 }, { count: "two" }, {}, 3, null]) {
      await expect(operations.answerQuestion(runId, callId, wrong)).rejects.toMatchObject({
        code: "invalid_arguments",
      });
    }
    await parts.restart();
    await parts.engine.operations.answerQuestion(runId, callId, { count: 2 });
    expect((await parts.ended(runId)).output).toEqual({ count: 2 });
    await expect(parts.engine.operations.answerQuestion(runId, callId, { count: 3 })).rejects.toThrow("asks nothing");
  });

  test("of two answers at once takes one", async () => {
    await using parts = await openWorkflowGateway();
    const { operations } = parts.engine;
    const { runId } = await parts.run(`${client}return await ask("Which?");`);
    const results = await Promise.allSettled(
      ["a", "b", "c"].map((value) => operations.answerQuestion(runId, 1, value)),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const at = results.findIndex((result) => result.status === "fulfilled");
    expect((await parts.ended(runId)).output).toBe("abc"[at]);
  });
});

test("step() does not run again on resume, and one with calls in it repeats none", async () => {
  await using parts = await openWorkflowGateway();
  const { runId } = await parts.run(`${client}let runs = 0;
const heavy = await step("heavy", () => { runs++; return Math.random(); });
const inner = await step("inner", async () => (await servers.effects.append({ key: "in" }), "inner"));
await sleep(5_100);
const again = await step("again", () => heavy);
await servers.effects.append({ key: "out" });
return { runs, same: heavy === again, inner };`);
  expect((await parts.ended(runId)).output).toEqual({ runs: 0, same: true, inner: "inner" });
  expect(parts.effects()).toEqual(["in", "out"]);
  const { isSame, answer } = await parts.engine.operations.replay(agent, runId, {});
  expect(answer.status).toBe("completed");
  expect(isSame.calls).toBe(true);
});

test("retry() tries again, keeps the last error, and stops where an error says that it will not help", async () => {
  await using parts = await openWorkflowGateway();
  const answer = await parts.run(`${client}let n = 0;
const value = await retry(() => { if (++n < 4) throw new Error("again"); return n; }, { attempts: 5, delayMs: 20 });
const error = await retry(() => { throw new Error("never"); }, { attempts: 2, delayMs: 1 }).catch((e) => e.message);
const once = await retry(() => { n++; throw Object.assign(new Error("no"), { retryable: false }); }).catch(() => n);
return { value, error, once };`);
  expect(answer.output).toEqual({ value: 4, error: "never", once: 5 });
});

test("continueAsNew() goes on as a new run with its own journal, also over a restart", async () => {
  await using parts = await openWorkflowGateway();
  const { output } = await parts.run(
    `${client}await servers.effects.append({ key: "round " + context.n }); if (context.n === 1) await sleep(5_200); if (context.n < 3) await continueAsNew({ n: context.n + 1 }); return "done " + context.n;`,
    { context: { n: 0 } },
  );
  let next = (output as { continuedAs: string }).continuedAs;
  await until(
    async () => (await parts.engine.getRun(agent, { runId: next, action: "status" })).answer.status === "waiting",
  );
  await parts.restart();
  for (let round = 1; round < 3; round++) {
    const answer = await parts.ended(next);
    expect(answer.status).toBe("completed");
    next = (answer.output as { continuedAs: string }).continuedAs;
  }
  expect(
    (await until(() => parts.engine.getRun(agent, { runId: next, action: "status" }).catch(() => undefined))).answer,
  ).toBeDefined();
  expect((await parts.ended(next)).output).toBe("done 3");
  expect(parts.effects()).toEqual(["round 0", "round 1", "round 2", "round 3"]);
});

describe("a gateway that stops", () => {
  const codeWith = (wait: string): string =>
    `${client}await servers.effects.append({ key: "a" }); await ${wait}; await servers.effects.append({ key: "b" }); return "done";`;

  test("leaves a durable run to the next one", async () => {
    await using parts = await openWorkflowGateway();
    const running = parts.run(codeWith("sleep(1_500)"));
    await parts.reached("sleep");
    await parts.restart();
    const { runId } = await running;
    expect((await parts.ended(runId)).output).toBe("done");
    expect(parts.effects()).toEqual(["a", "b"]);
  });

  test("waits for the call that a durable run has under way, so that nobody has to say whether it was done", async () => {
    await using parts = await openWorkflowGateway();
    const running = parts.run(codeWith('servers.effects.appendSlowly({ key: "slow" })'));
    await until(() => parts.effects().includes("slow"));
    await parts.restart();
    const { runId } = await running;
    expect((await parts.ended(runId)).output).toBe("done");
    expect(parts.effects()).toEqual(["a", "slow", "b"]);
  });

  test("lets another run finish", async () => {
    await using parts = await openWorkflowGateway();
    const running = parts.run(codeWith('servers.effects.appendSlowly({ key: "slow" })'), { durable: false });
    await until(() => parts.effects().includes("slow"));
    const stopped = parts.stop();
    expect(await running).toMatchObject({ status: "completed", output: "done" });
    await stopped;
    expect(parts.effects()).toEqual(["a", "slow", "b"]);
  });

  test("marks a run that takes longer interrupted, and it can be resumed", async () => {
    await using parts = await openWorkflowGateway();
    const running = parts.run(codeWith("sleep(7_000)"), { durable: false });
    await parts.reached("sleep");
    await parts.restart();
    const { runId } = await running;
    expect((await parts.ended(runId, "interrupted")).status).toBe("interrupted");
    const { answer } = await parts.engine.getRun(agent, { runId, action: "resume" });
    expect(answer).toMatchObject({ status: "completed", output: "done" });
    expect(answer.toolCalls.map((call) => call.tool)).toEqual(["append", "append"]);
    expect(parts.effects()).toEqual(["a", "b"]);
  });
});

test("a caller that goes away does not end its durable run", async () => {
  await using parts = await openWorkflowGateway();
  const leave = new AbortController();
  const code = `${client}await servers.effects.append({ key: "a" }); await sleep(500); await servers.effects.append({ key: "b" });`;
  const running = parts.engine.executeCode(
    agent,
    { code, language: "typescript", durable: true },
    { signal: leave.signal },
  );
  await parts.reached("sleep");
  leave.abort();
  const { answer } = await running;
  expect(answer.status).toBe("completed");
  expect(parts.effects()).toEqual(["a", "b"]);
});

test("values of any size are journaled", async () => {
  await using parts = await openWorkflowGateway({ policies: { "open.yaml": openPolicy } });
  const { runId } = await parts.run(
    `${client}const text = await step("big", () => "x".repeat(3_000_000)); await sleep(5_050); return text.length;`,
  );
  await parts.restart();
  expect((await parts.ended(runId)).output).toBe(3_000_000);
});
