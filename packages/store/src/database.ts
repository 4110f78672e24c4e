import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { EngineError } from "@sluice/contracts";
import { DurableSync } from "./durable-sync.ts";
import { migrate } from "./migrate.ts";
import { toStorageError } from "./storage-error.ts";

const DATABASE_FILE = "store.db";

/**
 * One SQLite file in WAL mode, held exclusively while open: the operating system frees the lock when the
 * process ends, however it ends, so a killed gateway never blocks the next one.
 */
export class Database {
  readonly #db: DatabaseSync;
  readonly #wal: FileHandle;
  readonly #durable: DurableSync;
  readonly #beforeSync: (() => Promise<void>)[] = [];
  #isClosed = false;

  private constructor(db: DatabaseSync, wal: FileHandle) {
    this.#db = db;
    this.#wal = wal;
    this.#durable = new DurableSync(async () => {
      for (const step of this.#beforeSync) await step();
      // A commit is in the WAL, or (after a checkpoint, which syncs by itself) in the main file.
      await this.#wal.datasync();
    });
  }

  /** @throws the SQLite error as it is; the caller words it */
  static async open(dir: string): Promise<Database> {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const path = join(dir, DATABASE_FILE);
    createPrivateFile(path);
    const db = new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true });
    try {
      // 1. Before the first access, so that SQLite needs no shared memory and keeps its lock.
      db.exec("PRAGMA locking_mode = EXCLUSIVE");
      // 2. Takes the lock.
      db.exec("PRAGMA journal_mode = WAL");
      db.exec("BEGIN EXCLUSIVE");
      db.exec("COMMIT");
      // 3. Commits survive the death of the process; sync() adds the disk flush where one is promised.
      db.exec("PRAGMA synchronous = NORMAL");
      db.exec("PRAGMA secure_delete = ON");
      db.exec("PRAGMA cache_size = -16384");
      migrate(db);
      db.exec("PRAGMA wal_checkpoint(PASSIVE)");
      const wal = await open(`${path}-wal`, "r");
      syncFolder(dir);
      return new Database(db, wal);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  prepare(sql: string): StatementSync {
    return this.#db.prepare(sql);
  }

  /** Runs `work` at once; what SQLite or the disk says comes back as `storage_failed` with `action` named. */
  attempt<T>(action: string, work: () => T): T {
    this.#checkOpen(action);
    try {
      return work();
    } catch (error) {
      throw toStorageError(action, error);
    }
  }

  /** All of `work` or nothing of it. `work` must not wait for anything. */
  transaction<T>(action: string, work: () => T): T {
    return this.attempt(action, () => {
      this.#db.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        this.#db.exec("COMMIT");
        return result;
      } catch (error) {
        // SQLite itself rolls back after some errors, such as a full disk.
        if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
        throw error;
      }
    });
  }

  /** What `step` puts on disk must be there before a commit that names it is. */
  onSync(step: () => Promise<void>): void {
    this.#beforeSync.push(step);
  }

  /** Settles when every commit so far survives a power cut. */
  async sync(action: string): Promise<void> {
    this.#checkOpen(action);
    try {
      await this.#durable.sync();
    } catch (error) {
      throw toStorageError(action, error);
    }
  }

  /** Empties the log, so that deleted rows are gone from it too. */
  checkpoint(): void {
    this.attempt("tidy the store", () => this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#durable.sync().catch(() => {});
    await this.#wal.close();
    this.#db.close();
  }

  #checkOpen(action: string): void {
    if (this.#isClosed) throw new EngineError("storage_failed", `Cannot ${action}: the store is closed`);
  }
}

/** SQLite gives its log the mode of the main file. Never opens one that exists: closing it would drop SQLite's lock. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw error;
  }
}

function syncFolder(dir: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(dir, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
