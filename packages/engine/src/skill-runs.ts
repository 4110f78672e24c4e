import type { RunId } from "@sluice/contracts";
import type { BuiltInOutcome } from "./built-in-tools.ts";
import { clearSettled } from "./parked-runs.ts";
import { readRecordedCalls } from "./replay.ts";
import { MAX_SKILL_DEPTH, type RunContext } from "./run-context.ts";
import type { RunExecution } from "./run-execution.ts";
import { type ProgramSource, runProgram } from "./run-program.ts";
import { endWaits, markRollback, readPurpose } from "./run-purpose.ts";
import { recordEnd, recordStart } from "./run-records.ts";

export interface SkillCall {
  readonly source: ProgramSource;
  /** `name@version` */
  readonly skill: string;
  readonly isDurable: boolean;
}

/** A run of its own under the caller's policy and session. Its id makes a second call resume instead of repeat. */
export async function startSkill(
  execution: RunExecution,
  parent: RunContext,
  callId: number,
  call: SkillCall,
): Promise<BuiltInOutcome> {
  const runId = `${parent.runId}.${callId}` as RunId;
  return execution.active.hold(runId, () => runSkill(execution, parent, runId, call));
}

async function runSkill(
  execution: RunExecution,
  parent: RunContext,
  runId: RunId,
  call: SkillCall,
): Promise<BuiltInOutcome> {
  if (parent.depth >= MAX_SKILL_DEPTH) {
    const message = `Skills call each other more than ${MAX_SKILL_DEPTH} deep`;
    return { kind: "failed", failure: { code: "limit_exceeded", message, retryable: false } };
  }
  const { deps } = execution;
  const known = await deps.store.runs.get(runId);
  const recorded = known === undefined ? [] : await deps.store.journal.read(runId);
  const { calls } = readRecordedCalls(recorded);
  const purpose = readPurpose(calls);
  await clearSettled(deps, runId, calls);
  const opened = await execution.open({
    ...parent,
    runId,
    depth: parent.depth + 1,
    isDurable: parent.isDurable || call.isDurable,
    hooks: { ...parent.hooks, signal: parent.signal },
    purpose,
  });
  if (known === undefined) await recordStart(deps, opened, call.source, call.skill);
  else await deps.store.runs.update(runId, { status: "running" });
  const seed = recorded.find((entry) => entry.kind === "seed")?.seed ?? call.source;
  const source = { ...seed, timeoutMs: call.source.timeoutMs };
  const stretch = await runProgram(execution.parts, opened, source, recorded);
  // Cut off with the run that called it, which decides what becomes of both.
  if (parent.signal.aborted && stretch.status === "cancelled")
    return { kind: "failed", failure: { code: "cancelled", message: "The run was cancelled", retryable: false } };
  const { context, end } = await execution.conclude(opened, stretch, purpose);
  const { answer } = await recordEnd(deps, context, end);
  if (end.status !== "waiting") await endWaits(deps, runId, "the run ended");
  parent.skillLogs.set(toCallId(runId), answer.logs);
  if (end.status === "waiting") return { kind: "parked" };
  if (end.status === "completed") return { kind: "ok", value: end.output };
  const { code, message, retryable = false } = end.error ?? { code: "internal", message: "The skill failed" };
  return { kind: "failed", failure: { code, message, retryable } };
}

/** Rolls back the run of a skill that completed; one that failed has undone its effects already. */
export async function undoSkill(
  execution: RunExecution,
  parent: RunContext,
  callId: number,
): Promise<"done" | "waiting"> {
  const { deps } = execution;
  const runId = `${parent.runId}.${callId}`;
  const record = await deps.store.runs.get(runId);
  if (record === undefined || record.status === "failed" || record.status === "cancelled") return "done";
  await execution.active.hold(runId, () => markRollback(deps, runId));
  const seed = (await deps.store.journal.read(runId)).find((entry) => entry.kind === "seed")?.seed;
  if (seed === undefined) return "done";
  const call = { source: seed, skill: record.skill ?? "", isDurable: record.isDurable };
  const outcome = await startSkill(execution, parent, callId, call);
  return outcome.kind === "parked" || (outcome.kind === "failed" && parent.signal.aborted) ? "waiting" : "done";
}

function toCallId(runId: string): number {
  return Number(runId.slice(runId.lastIndexOf(".") + 1));
}
