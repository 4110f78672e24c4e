import type { WaitRecord, WaitStore } from "@sluice/contracts";
import type { Cipher } from "./cipher.ts";
import type { Database } from "./database.ts";

/** Event types may be an organisation's own words, so they are looked up by keyed digest. */
export function createWaitStore(db: Database, cipher: Cipher): WaitStore {
  const columns = "run_id, call_id, body";
  const upsert = db.prepare(
    "INSERT INTO waits (run_id, call_id, kind, wake_ms, event_digest, created_ms, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id, call_id) DO UPDATE SET kind = excluded.kind, wake_ms = excluded.wake_ms, event_digest = excluded.event_digest, body = excluded.body",
  );
  const select = db.prepare(`SELECT ${columns} FROM waits WHERE run_id = ? AND call_id = ?`);
  const selectByEvent = db.prepare(`SELECT ${columns} FROM waits WHERE event_digest = ? ORDER BY created_ms`);
  const selectDue = db.prepare(`SELECT ${columns} FROM waits WHERE wake_ms <= ? ORDER BY wake_ms LIMIT ?`);
  const selectNext = db.prepare("SELECT min(wake_ms) AS next FROM waits");
  const deleteOne = db.prepare("DELETE FROM waits WHERE run_id = ? AND call_id = ?");
  const deleteAll = db.prepare("DELETE FROM waits WHERE run_id = ?");
  const placeOf = (runId: unknown, callId: unknown): string => `waits/${runId}/${callId}`;
  const read = (row: Record<string, unknown>): WaitRecord =>
    cipher.openJson(placeOf(row.run_id, row.call_id), row.body as Uint8Array) as unknown as WaitRecord;

  return {
    async put(wait) {
      const { runId, callId, kind, wakeAtMs, eventType, createdAtMs } = wait;
      const event = eventType === undefined ? null : cipher.digest("waits", eventType);
      const body = cipher.sealJson(placeOf(runId, callId), wait);
      const action = `record what "${runId}" waits for`;
      db.attempt(action, () => upsert.run(runId, callId, kind, wakeAtMs ?? null, event, createdAtMs, body));
      await db.sync(action);
    },
    async remove(runId, callId) {
      db.attempt(`remove what "${runId}" waits for`, () =>
        callId === undefined ? deleteAll.run(runId) : deleteOne.run(runId, callId),
      );
    },
    async get(runId, callId) {
      return db.attempt(`read what "${runId}" waits for`, () => {
        const row = select.get(runId, callId);
        return row === undefined ? undefined : read(row);
      });
    },
    async list({ runId, kind, limit }) {
      const where = [...(runId === undefined ? [] : ["run_id = ?"]), ...(kind === undefined ? [] : ["kind = ?"])];
      const values = [...(runId === undefined ? [] : [runId]), ...(kind === undefined ? [] : [kind])];
      const condition = where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`;
      const sql = `SELECT ${columns} FROM waits ${condition} ORDER BY created_ms LIMIT ?`;
      return db.attempt("list the waits", () =>
        db
          .prepare(sql)
          .all(...values, limit)
          .map(read),
      );
    },
    async forEvent(eventType) {
      return db.attempt("find the waits for an event", () =>
        selectByEvent.all(cipher.digest("waits", eventType)).map(read),
      );
    },
    async due(nowMs, limit) {
      return db.attempt("find the waits that are over", () => selectDue.all(nowMs, limit).map(read));
    },
    async nextWakeMs() {
      const next = db.attempt("find the next wait that ends", () => selectNext.get()?.next);
      return typeof next === "number" ? next : undefined;
    },
  };
}
