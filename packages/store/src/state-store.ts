import type { SessionKey, StateStore } from "@sluice/contracts";
import type { Cipher } from "./cipher.ts";
import type { Database } from "./database.ts";

/** Keys come from agent code and may themselves be personal data, so only their keyed digest is stored. */
export function createStateStore(db: Database, cipher: Cipher): StateStore {
  const select = db.prepare("SELECT body FROM state WHERE session = ? AND key_digest = ?");
  const upsert = db.prepare(
    "INSERT INTO state (session, key_digest, body) VALUES (?, ?, ?) ON CONFLICT (session, key_digest) DO UPDATE SET body = excluded.body",
  );
  const placeOf = (session: SessionKey, digest: string) => `state/${session}/${digest}`;

  return {
    async get(session, key) {
      const digest = cipher.digest("state", key);
      return db.attempt("read the session's state", () => {
        const row = select.get(session, digest);
        return row === undefined ? undefined : cipher.openJson(placeOf(session, digest), row.body as Uint8Array);
      });
    },
    async set(session, key, value) {
      const digest = cipher.digest("state", key);
      db.attempt("write the session's state", () =>
        upsert.run(session, digest, cipher.sealJson(placeOf(session, digest), value)),
      );
    },
  };
}
