import type { JournaledOutcome } from "@sluice/contracts";
import type { EngineDeps } from "./deps.ts";
import { readRecordedCalls } from "./replay.ts";

/** Whether anything that a parked run waits for has come. */
export async function isReady(deps: EngineDeps, runId: string): Promise<boolean> {
  const { store } = deps;
  const { calls } = readRecordedCalls(await store.journal.read(runId));
  for (const call of calls.values()) {
    const wait = await store.waits.get(runId, call.callId);
    if (call.outcome !== undefined) {
      // Settled while nobody looked; taking the run up removes the row.
      if (wait !== undefined) return true;
      continue;
    }
    if (call.approvalId !== undefined) {
      const approval = await store.approvals.get(call.approvalId);
      if (approval?.status !== "pending" || Date.parse(approval.expiresAt) <= Date.now()) return true;
    } else if (wait === undefined) {
      const child = await store.runs.get(`${runId}.${call.callId}`);
      if (child !== undefined && (child.status !== "waiting" || (await isReady(deps, child.runId)))) return true;
    }
  }
  return false;
}

/**
 * Everything a parked run waits for answers `cancelled`, so that its own clean-up code runs when it is taken up.
 * @returns false where there is no journal to go on from
 */
export async function settleAsCancelled(deps: EngineDeps, runId: string): Promise<boolean> {
  const { store } = deps;
  const entries = await store.journal.read(runId);
  const last = entries.at(-1);
  if (last === undefined) return false;
  const outcome: JournaledOutcome = {
    ok: false,
    error: { name: "Error", code: "cancelled", message: "The run was cancelled", retryable: false },
  };
  const open = [...readRecordedCalls(entries).calls.values()].filter((call) => call.outcome === undefined);
  const atMs = Math.max(Date.now(), last.atMs);
  const settled = open.map(
    ({ callId }, index) => ({ seq: last.seq + 1 + index, kind: "outcome", callId, outcome, atMs }) as const,
  );
  await store.journal.append(runId, settled, { sync: true });
  await store.waits.remove(runId);
  const note = "the run was cancelled";
  for (const { id } of await store.approvals.list({ runId, status: "pending", limit: 1000 })) {
    await store.approvals.decide(id, { status: "expired", decidedAt: new Date().toISOString(), note });
  }
  return true;
}
