import { EngineError, type RunRecord } from "@sluice/contracts";
import { expect, test } from "vitest";
import type { RawEnd } from "./answer.ts";
import type { EngineDeps } from "./deps.ts";
import type { RunContext } from "./run-context.ts";
import { recordEnd } from "./run-records.ts";

const end: RawEnd = {
  status: "completed",
  output: "large",
  usage: { memoryMb: 1, cpuMs: 1, timeout: false },
  codeHash: "0",
  executionTimeMs: 1,
};

test.each([
  [false, [{ status: "failed", errorCode: "storage_failed", endedAt: expect.any(String) }]],
  [true, []],
])("a run whose answer finds no room on disk, durable: %s", async (isDurable, expected) => {
  const kept: Partial<RunRecord>[] = [];
  const full = new EngineError("storage_failed", "the disk is full");
  const deps = {
    store: {
      runs: {
        update: async (_runId: string, patch: Partial<RunRecord>) => {
          if (patch.answer !== undefined) throw full;
          kept.push(patch);
        },
      },
    },
  } as unknown as EngineDeps;
  const wash = (value: unknown) => ({ value, blocked: [] });
  const context = {
    runId: "run_1",
    isDurable,
    pii: { wash, washText: wash, flush: async () => undefined },
    policy: { sandbox: { outputKb: 64 } },
    calls: [],
    logs: [],
    skillLogs: new Map(),
    displayed: [],
  } as unknown as RunContext;
  await expect(recordEnd(deps, context, end)).rejects.toBe(full);
  expect(kept).toEqual(expected);
});
