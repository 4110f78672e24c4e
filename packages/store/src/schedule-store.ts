import type { ScheduleRecord, ScheduleStore } from "@sluice/contracts";
import type { Cipher } from "./cipher.ts";
import type { Database } from "./database.ts";

export function createScheduleStore(db: Database, cipher: Cipher): ScheduleStore {
  const upsert = db.prepare(
    "INSERT INTO schedules (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
  );
  const selectAll = db.prepare("SELECT id, body FROM schedules ORDER BY id");
  const deleteOne = db.prepare("DELETE FROM schedules WHERE id = ?");
  const placeOf = (id: unknown): string => `schedules/${id}`;

  return {
    async put(schedule) {
      const action = `record the schedule "${schedule.id}"`;
      db.attempt(action, () => upsert.run(schedule.id, cipher.sealJson(placeOf(schedule.id), schedule)));
      await db.sync(action);
    },
    async remove(id) {
      const removed = db.attempt(`remove the schedule "${id}"`, () => deleteOne.run(id));
      return Number(removed.changes) > 0;
    },
    async list() {
      return db.attempt("list the schedules", () =>
        selectAll
          .all()
          .map((row) => cipher.openJson(placeOf(row.id), row.body as Uint8Array) as unknown as ScheduleRecord),
      );
    },
  };
}
