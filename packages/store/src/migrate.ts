import { readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { EngineError } from "@sluice/contracts";

/** In order; a file that was ever released never changes. */
const migrations = ["0001-initial.sql", "0002-waits.sql", "0003-tool-use.sql"] as const;

/** Brings the schema to the newest version; each step is one transaction, so a crash leaves a whole version. */
export function migrate(db: DatabaseSync): void {
  const current = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (current > migrations.length) {
    throw new EngineError(
      "bad_config",
      `Cannot open the store: its format is version ${current}, this Sluice knows up to ${migrations.length}; use the newer Sluice that wrote it, or another data folder`,
    );
  }
  for (const [index, file] of migrations.entries()) {
    if (index < current) continue;
    const sql = readFileSync(new URL(`./migrations/${file}`, import.meta.url), "utf8");
    db.exec("BEGIN IMMEDIATE");
    try {
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${index + 1}`);
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }
}
