import type { ToolUse, UseStore } from "@sluice/contracts";
import type { Cipher } from "./cipher.ts";
import type { Database } from "./database.ts";

export function createUseStore(db: Database, cipher: Cipher): UseStore {
  const select = db.prepare("SELECT body FROM tool_use WHERE principal_digest = ?");
  const upsert = db.prepare(
    "INSERT INTO tool_use (principal_digest, body) VALUES (?, ?) ON CONFLICT (principal_digest) DO UPDATE SET body = excluded.body",
  );
  const placeOf = (digest: string): string => `tool_use/${digest}`;

  return {
    async read(principal) {
      const digest = cipher.digest("principal", principal);
      return db.attempt("read what was used", () => {
        const row = select.get(digest);
        if (row === undefined) return {};
        return cipher.openJson(placeOf(digest), row.body as Uint8Array) as unknown as Record<string, ToolUse>;
      });
    },
    async write(principal, use) {
      const digest = cipher.digest("principal", principal);
      db.attempt("record what was used", () => upsert.run(digest, cipher.sealJson(placeOf(digest), use)));
    },
  };
}
