import type { JournalEntry, RunRecord, WaitRecord } from "@sluice/contracts";
import type { EngineDeps } from "./deps.ts";
import { readRecordedCalls } from "./replay.ts";
import { isMarker } from "./run-purpose.ts";
import { printUndo } from "./undo-effects.ts";

export interface TraceLine {
  readonly callId: number;
  /** `crm.get_customer`, `sleep`, `waitForEvent` … */
  readonly what: string;
  readonly state: "done" | "failed" | "open";
  readonly startedAt: string;
  readonly durationMs?: number;
}

export interface WorkflowStatus {
  readonly runId: string;
  readonly principal: string;
  readonly skill?: string;
  readonly status: RunRecord["status"];
  readonly startedAt: string;
  /** What it waits for and since when; questions with their text, washed when they were asked. */
  readonly waitsFor: readonly {
    readonly callId: number;
    readonly kind: WaitRecord["kind"];
    readonly about: string;
    readonly since: string;
    readonly until?: string;
  }[];
  readonly trace: readonly TraceLine[];
}

const TRACE_LINES = 40;

/** Durable runs that are not over, with where they stand. Names and times only: arguments stay in the journal. */
export async function listWorkflows(
  deps: EngineDeps,
  principal: string | undefined,
  limit: number,
): Promise<readonly WorkflowStatus[]> {
  const runs = await deps.store.runs.list({
    status: ["running", "waiting"],
    limit,
    ...(principal === undefined ? {} : { principal }),
  });
  const durable = runs.filter((run) => run.isDurable && !run.runId.includes("."));
  return Promise.all(durable.map((run) => readWorkflow(deps, run)));
}

export async function readWorkflow(deps: EngineDeps, run: RunRecord): Promise<WorkflowStatus> {
  const waits = await deps.store.waits.list({ runId: run.runId, limit: 100 });
  const { runId, principal, skill, status, startedAt } = run;
  return {
    runId,
    principal,
    ...(skill === undefined ? {} : { skill }),
    status,
    startedAt,
    waitsFor: waits.map((wait) => ({
      callId: wait.callId,
      kind: wait.kind,
      about: wait.question ?? wait.eventType ?? wait.approvalId ?? "the clock",
      since: new Date(wait.createdAtMs).toISOString(),
      ...(wait.wakeAtMs === undefined ? {} : { until: new Date(wait.wakeAtMs).toISOString() }),
    })),
    trace: toTrace(await deps.store.journal.read(runId)),
  };
}

function toTrace(entries: readonly JournalEntry[]): readonly TraceLine[] {
  const shown = [...readRecordedCalls(entries).calls.values()].filter(({ call }) => !isMarker(call));
  const lines = shown.map((recorded): TraceLine => {
    const { callId, call, outcome, intentAtMs, outcomeAtMs } = recorded;
    return {
      callId,
      what: printUndo(call) ?? call.target,
      state: outcome === undefined ? "open" : outcome.ok ? "done" : "failed",
      startedAt: new Date(intentAtMs).toISOString(),
      ...(outcomeAtMs === undefined ? {} : { durationMs: outcomeAtMs - intentAtMs }),
    };
  });
  return lines.sort((a, b) => a.callId - b.callId).slice(-TRACE_LINES);
}
