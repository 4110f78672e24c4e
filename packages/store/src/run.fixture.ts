import type { ApprovalRecord, JournalEntry, RunRecord } from "@sluice/contracts";

export function createRun(runId: string, change: Partial<RunRecord> = {}): RunRecord {
  return {
    runId,
    principal: "ann@example.com",
    session: "default",
    policy: "demo",
    status: "running",
    language: "typescript",
    codeHash: "c0de",
    snippet: "return 'ann'",
    startedAt: "2026-01-01T00:00:00.000Z",
    isDurable: false,
    toolCallCount: 0,
    ...change,
  };
}

export function createApproval(id: string, change: Partial<ApprovalRecord> = {}): ApprovalRecord {
  return {
    id,
    runId: "run_1",
    principal: "ann@example.com",
    callId: 1,
    server: "crm",
    tool: "delete_customer",
    digest: "d1",
    arguments: { id: 7 },
    reason: "destructive",
    annotations: { destructiveHint: true },
    approvers: ["bob@example.com"],
    onReject: "throw",
    status: "pending",
    createdAt: "2026-01-01T00:00:00.000Z",
    expiresAt: "2026-01-02T00:00:00.000Z",
    ...change,
  };
}

export function createOutcome(seq: number, value: string): JournalEntry {
  return { seq, kind: "outcome", callId: seq, outcome: { ok: true, value }, atMs: seq };
}
