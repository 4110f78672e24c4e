import { type ApprovalRecord, type ApprovalStore, EngineError } from "@sluice/contracts";
import type { Cipher } from "./cipher.ts";
import type { Database } from "./database.ts";
import { isDuplicate } from "./storage-error.ts";
import { parseTime } from "./time.ts";

/** The sealed record is what counts; the status column only finds it. */
export function createApprovalStore(db: Database, cipher: Cipher): ApprovalStore {
  const insert = db.prepare("INSERT INTO approvals (id, run_id, status, created_ms, body) VALUES (?, ?, ?, ?, ?)");
  const change = db.prepare("UPDATE approvals SET status = ?, body = ? WHERE id = ?");
  const select = db.prepare("SELECT id, body FROM approvals WHERE id = ?");
  const read = (row: Record<string, unknown>) =>
    cipher.openJson(`approvals/${row.id}`, row.body as Uint8Array) as unknown as ApprovalRecord;
  const seal = (record: ApprovalRecord) => cipher.sealJson(`approvals/${record.id}`, record);

  return {
    async insert(approval) {
      const action = `record the approval "${approval.id}"`;
      db.attempt(action, () => {
        const { id, runId, status, createdAt } = approval;
        try {
          insert.run(id, runId, status, parseTime(createdAt, "createdAt"), seal(approval));
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          throw new EngineError("conflict", `Cannot ${action}: an approval of that id is there already`);
        }
      });
      await db.sync(action);
    },
    async get(id) {
      return db.attempt(`read the approval "${id}"`, () => {
        const row = select.get(id);
        return row === undefined ? undefined : read(row);
      });
    },
    async list(filter) {
      const where: string[] = [];
      const values: (string | number)[] = [];
      if (filter.runId !== undefined) {
        where.push("run_id = ?");
        values.push(filter.runId);
      }
      if (filter.status !== undefined) {
        where.push("status = ?");
        values.push(filter.status);
      }
      const condition = where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
      const sql = `SELECT id, body FROM approvals ${condition} ORDER BY created_ms DESC, rowid DESC LIMIT ?`;
      return db.attempt("list the approvals", () =>
        db
          .prepare(sql)
          .all(...values, Math.max(0, Math.trunc(filter.limit)))
          .map(read),
      );
    },
    async decide(id, decision) {
      const action = `decide the approval "${id}"`;
      // Nothing waits between reading and writing, so of two deciders one finds it decided.
      const result = db.transaction(action, () => {
        const row = select.get(id);
        if (row === undefined) throw new EngineError("not_found", `Cannot ${action}: there is no such approval`);
        const current = read(row);
        if (current.status !== "pending") return { record: current, isDecided: false };
        const isLate =
          decision.decidedAt !== undefined &&
          decision.status === "approved" &&
          parseTime(decision.decidedAt, "decidedAt") > parseTime(current.expiresAt, "expiresAt");
        const record: ApprovalRecord = isLate ? { ...current, status: "expired" } : { ...current, ...decision };
        change.run(record.status, seal(record), id);
        return { record, isDecided: !isLate };
      });
      await db.sync(action);
      return result;
    },
  };
}
