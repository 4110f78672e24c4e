import type { SessionKey, VaultRow, VaultStore } from "@sluice/contracts";
import type { Cipher } from "./cipher.ts";
import type { Database } from "./database.ts";
import { parseTime } from "./time.ts";

export function createVaultStore(db: Database, cipher: Cipher, now: () => number): VaultStore {
  const touch = db.prepare(
    "INSERT INTO vault_sessions (session, touched_ms) VALUES (?, ?) ON CONFLICT (session) DO UPDATE SET touched_ms = excluded.touched_ms",
  );
  const touchKnown = db.prepare("UPDATE vault_sessions SET touched_ms = ? WHERE session = ?");
  const select = db.prepare("SELECT token, body FROM vault WHERE session = ? ORDER BY rowid");
  const upsert = db.prepare(
    "INSERT INTO vault (session, token, body) VALUES (?, ?, ?) ON CONFLICT (session, token) DO UPDATE SET body = excluded.body",
  );
  const deleteRows = db.prepare("DELETE FROM vault WHERE session = ?");
  const deleteSession = db.prepare("DELETE FROM vault_sessions WHERE session = ?");
  const findIdle = db.prepare("SELECT session FROM vault_sessions WHERE touched_ms < ?");
  const placeOf = (session: SessionKey, token: string) => `vault/${session}/${token}`;

  return {
    async read(session) {
      return db.attempt("read the vault", () => {
        touchKnown.run(now(), session);
        return select
          .all(session)
          .map(
            (row) =>
              cipher.openJson(placeOf(session, String(row.token)), row.body as Uint8Array) as unknown as VaultRow,
          );
      });
    },
    async write(session, rows) {
      if (rows.length === 0) return;
      db.transaction("write the vault", () => {
        touch.run(session, now());
        for (const row of rows) upsert.run(session, row.token, cipher.sealJson(placeOf(session, row.token), row));
      });
    },
    async erase(session) {
      db.transaction("erase a session's vault", () => {
        deleteRows.run(session);
        deleteSession.run(session);
      });
      db.checkpoint();
    },
    async eraseIdle(before) {
      const beforeMs = parseTime(before, "before");
      const count = db.transaction("erase idle sessions", () => {
        const idle = findIdle.all(beforeMs);
        for (const { session } of idle) {
          deleteRows.run(String(session));
          deleteSession.run(String(session));
        }
        return idle.length;
      });
      if (count > 0) db.checkpoint();
      return count;
    },
  };
}
