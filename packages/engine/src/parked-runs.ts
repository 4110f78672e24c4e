import type { EngineDeps } from "./deps.ts";
import { isOwnEntry, type RecordedCall, readRecordedCalls } from "./replay.ts";

/** Whether anything that a parked run waits for has come. */
export async function isReady(deps: EngineDeps, runId: string): Promise<boolean> {
  const { store } = deps;
  const waits = await store.waits.list({ runId, limit: 10_000 });
  if (waits.some((wait) => wait.isSettled === true)) return true;
  const waiting = new Set(waits.map((wait) => wait.callId));
  const { calls } = readRecordedCalls(await store.journal.read(runId));
  for (const { callId, call, outcome, approvalId } of calls.values()) {
    if (outcome !== undefined) {
      if (waiting.has(callId)) return true;
      continue;
    }
    if (approvalId !== undefined) {
      const approval = await store.approvals.get(approvalId);
      if (approval?.status !== "pending" || Date.parse(approval.expiresAt) <= Date.now()) return true;
    } else if (!waiting.has(callId) && !isOwnEntry(call)) {
      const child = await store.runs.get(`${runId}.${callId}`);
      if (child !== undefined && (child.status !== "waiting" || (await isReady(deps, child.runId)))) return true;
    }
  }
  return false;
}

/** A run is taken up: what has come is no longer waited for. */
export async function clearSettled(
  deps: EngineDeps,
  runId: string,
  calls: ReadonlyMap<number, RecordedCall>,
): Promise<void> {
  const { store } = deps;
  for (const wait of await store.waits.list({ runId, limit: 10_000 })) {
    const isOver = wait.isSettled === true || calls.get(wait.callId)?.outcome !== undefined;
    if (isOver) await store.waits.remove(runId, wait.callId);
  }
}
