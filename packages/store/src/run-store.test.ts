import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { RunAnswer } from "@sluice/contracts";
import { describe, expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { createApproval, createOutcome, createRun } from "./run.fixture.ts";
import { createTempDir } from "./temp-dir.fixture.ts";

const answer: RunAnswer = {
  runId: "run_1",
  status: "completed",
  success: true,
  output: { total: 3 },
  logs: [],
  executionTimeMs: 1,
  codeHash: "c0de",
  resourceUsage: { memoryMb: 1, cpuMs: 1, timeout: false },
  toolCalls: [],
};
const day = (n: number) => `2026-01-${String(n).padStart(2, "0")}T00:00:00.000Z`;

async function openTemp() {
  const temp = createTempDir();
  const store = await openStore({ dir: temp.path, now: () => Date.parse(day(20)) });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      temp[Symbol.dispose]();
    },
  };
}

describe("runs", () => {
  it("insert() then update() merges the patch and keeps the answer apart", async () => {
    await using opened = await openTemp();
    const { runs } = opened.store;
    await runs.insert(createRun("run_1"));
    await runs.update("run_1", { status: "completed", endedAt: day(2), answer });
    await runs.update("run_1", { toolCallCount: 4 });
    const expected = { ...createRun("run_1"), status: "completed", endedAt: day(2), toolCallCount: 4 };
    expect(await runs.get("run_1")).toEqual({ ...expected, answer });
    expect(await runs.list({ limit: 9 })).toEqual([expected]);
    expect(await runs.get("run_2")).toBeUndefined();
  });

  it("insert() refuses a known id, update() an unknown one", async () => {
    await using opened = await openTemp();
    const { runs } = opened.store;
    await runs.insert(createRun("run_1"));
    await expect(runs.insert(createRun("run_1"))).rejects.toMatchObject({ code: "conflict" });
    await expect(runs.update("run_9", { status: "failed" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("list() filters by principal, status and time, newest first, up to the limit", async () => {
    await using opened = await openTemp();
    const { runs } = opened.store;
    for (let n = 1; n <= 9; n++) {
      const status = n % 3 === 0 ? "waiting" : n % 3 === 1 ? "completed" : "failed";
      await runs.insert(createRun(`run_${n}`, { startedAt: day(n), status, principal: n > 6 ? "bob" : "ann" }));
    }
    const ids = async (filter: Parameters<typeof runs.list>[0]) => (await runs.list(filter)).map((run) => run.runId);
    expect(await ids({ limit: 3 })).toEqual(["run_9", "run_8", "run_7"]);
    expect(await ids({ principal: "ann", limit: 2 })).toEqual(["run_6", "run_5"]);
    expect(await ids({ status: ["waiting", "failed"], limit: 3 })).toEqual(["run_9", "run_8", "run_6"]);
    expect(await ids({ since: day(8), limit: 9 })).toEqual(["run_9", "run_8"]);
    expect(await ids({ principal: "bob", status: ["waiting"], since: day(1), limit: 9 })).toEqual(["run_9"]);
    expect(await ids({ status: [], limit: 9 })).toEqual([]);
    await expect(runs.list({ since: "yesterday", limit: 1 })).rejects.toMatchObject({ code: "bad_input" });
  });

  it("prune() deletes old ended runs with journals, approvals and blobs, and leaves all others whole", async () => {
    await using opened = await openTemp();
    const { runs, journal, approvals } = opened.store;
    const large = (text: string) => text.repeat(100_000);
    for (const [id, status, start] of [
      ["run_old", "completed", 1],
      ["run_waiting", "waiting", 2],
      ["run_new", "completed", 10],
    ] as const) {
      await runs.insert(createRun(id, { status, startedAt: day(start) }));
      await journal.append(id, [createOutcome(0, large(id)), createOutcome(1, large("shared"))]);
      await approvals.insert(createApproval(`apr_${id}`, { runId: id }));
    }
    expect(await runs.prune(day(5))).toBe(1);
    expect((await runs.list({ limit: 9 })).map((run) => run.runId)).toEqual(["run_new", "run_waiting"]);
    expect(await journal.read("run_old")).toEqual([]);
    expect(await approvals.get("apr_run_old")).toBeUndefined();
    expect(await approvals.get("apr_run_waiting")).toBeDefined();
    expect(await journal.read("run_waiting")).toEqual([
      createOutcome(0, large("run_waiting")),
      createOutcome(1, large("shared")),
    ]);
    expect(await runs.prune(day(5))).toBe(0);
  });

  it("prune() deletes the files of blobs once no journal and no run of that age needs them", async () => {
    const temp = createTempDir();
    let now = Date.parse(day(1));
    const store = await openStore({ dir: temp.path, now: () => now });
    const isThere = async (digest: string) => (await store.blobs.get(digest)) !== undefined;
    await store.runs.insert(createRun("run_old", { status: "completed", startedAt: day(1) }));
    await store.journal.append("run_old", [createOutcome(0, "x".repeat(100_000))]);
    const handleOfOld = await store.blobs.put(Buffer.from("output of the old run"));
    now = Date.parse(day(8));
    await store.runs.insert(createRun("run_new", { status: "completed", startedAt: day(8) }));
    const handleOfNew = await store.blobs.put(Buffer.from("output of the new run"));
    const files = () =>
      readdirSync(join(temp.path, "blobs"), { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
    expect(files()).toHaveLength(3);
    await store.runs.prune(day(5));
    expect(files()).toHaveLength(1);
    expect(await isThere(handleOfOld)).toBe(false);
    expect(await isThere(handleOfNew)).toBe(true);
    await store.close();
    temp[Symbol.dispose]();
  });
});
