import { setImmediate } from "node:timers/promises";
import type { FileBlobStore } from "./blob-store.ts";
import type { Database } from "./database.ts";

/** Small enough that a gateway that is serving does not notice. */
const BATCH = 100;
/** A run in one of these may still go on. */
const OPEN_STATUSES = "('running', 'waiting')";

/** Deletes ended runs with all that belongs to them, then blobs that nothing needs. @returns how many runs */
export async function pruneRuns(db: Database, blobs: FileBlobStore, beforeMs: number): Promise<number> {
  const action = "prune the runs";
  const findEnded = db.prepare(
    `SELECT run_id FROM runs WHERE started_ms < ? AND status NOT IN ${OPEN_STATUSES} ORDER BY started_ms LIMIT ${BATCH}`,
  );
  const deletions = ["journal", "approvals", "waits", "runs"].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE run_id = ?`),
  );
  const deleteOrphans = ["journal", "approvals"].map((table) =>
    db.prepare(
      `DELETE FROM ${table} WHERE ${table === "journal" ? "at_ms" : "created_ms"} < ? AND run_id NOT IN (SELECT run_id FROM runs)`,
    ),
  );
  const findOldest = db.prepare("SELECT min(started_ms) AS oldest FROM runs");

  // 1. Runs, with their journals and approvals.
  let count = 0;
  while (true) {
    const deleted = db.transaction(action, () => {
      const rows = findEnded.all(beforeMs);
      for (const row of rows) for (const deletion of deletions) deletion.run(String(row.run_id));
      return rows.length;
    });
    count += deleted;
    if (deleted < BATCH) break;
    await setImmediate();
  }
  db.transaction(action, () => {
    for (const deletion of deleteOrphans) deletion.run(beforeMs);
  });

  // 2. Blobs: an answer may name one by its handle, so all that are younger than the oldest run stay.
  const oldest = db.attempt(action, () => findOldest.get()?.oldest);
  const blobsBeforeMs = typeof oldest === "number" ? Math.min(beforeMs, oldest) : beforeMs;
  while (blobs.deleteUnused(blobsBeforeMs, BATCH) === BATCH) await setImmediate();
  blobs.deleteStrays();

  // 3. The log last: until then it holds copies of what was deleted.
  db.checkpoint();
  return count;
}
