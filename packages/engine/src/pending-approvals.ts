import type { ApprovalSummary } from "@sluice/contracts";
import type { EngineDeps } from "./deps.ts";
import { readRecordedCalls } from "./replay.ts";

/** What a waiting run waits for a person to decide, the skills it called included. */
export async function pendingApprovals(deps: EngineDeps, runId: string): Promise<readonly ApprovalSummary[]> {
  const own = await deps.store.approvals.list({ runId, status: "pending", limit: 100 });
  const summaries = own.map(({ id, server, tool, arguments: args, reason, annotations, expiresAt }) => ({
    id,
    server,
    tool,
    arguments: args,
    reason,
    annotations,
    expiresAt,
  }));
  const { calls } = readRecordedCalls(await deps.store.journal.read(runId));
  for (const { callId, call, outcome } of calls.values()) {
    if (outcome !== undefined || call.kind !== "tool" || !call.target.startsWith("skills.")) continue;
    summaries.push(...(await pendingApprovals(deps, `${runId}.${callId}`)));
  }
  return summaries;
}
