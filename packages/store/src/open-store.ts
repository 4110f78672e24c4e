import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { EngineError, type Store } from "@sluice/contracts";
import { createApprovalStore } from "./approval-store.ts";
import { createBlobStore } from "./blob-store.ts";
import { type Cipher, createCipher } from "./cipher.ts";
import { Database } from "./database.ts";
import { createJournalStore } from "./journal-store.ts";
import { createRunStore } from "./run-store.ts";
import { createScheduleStore } from "./schedule-store.ts";
import { createStateStore } from "./state-store.ts";
import { isBusy, toStorageError } from "./storage-error.ts";
import { KEY_FILE, parseKey, readKeyFile } from "./store-key.ts";
import { createUseStore } from "./use-store.ts";
import { createVaultStore } from "./vault-store.ts";
import { createWaitStore } from "./wait-store.ts";

export interface OpenStoreOptions {
  /** Made when it is not there, readable by this user only. */
  readonly dir: string;
  /** 32 bytes as 64 hex digits or base64. @default the file `store.key` in `dir`, made on first use */
  readonly key?: string;
  /** How long to wait for another process to let go of the folder. @default 1000 */
  readonly lockWaitMs?: number;
  /** @default Date.now */
  readonly now?: () => number;
}

const LOCK_RETRY_MS = 50;
const HOLDER_FILE = "store.pid";

/**
 * Opens the data folder for this process alone; the caller closes it.
 * @throws EngineError `bad_config` for the key, `storage_failed` for the disk, the database or a folder in use
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { dir, lockWaitMs = 1000, now = Date.now } = options;
  const given = options.key === undefined ? undefined : parseKey(options.key, "SLUICE_KEY");
  const db = await openAlone(dir, lockWaitMs);
  try {
    const cipher = createCipher(given ?? readKeyFile(dir, !hasKeyCheck(db)));
    checkKey(db, cipher, given !== undefined);
    const blobs = createBlobStore(db, cipher, { dir, now });
    return {
      runs: createRunStore(db, cipher, blobs),
      journal: createJournalStore(db, cipher, blobs),
      approvals: createApprovalStore(db, cipher),
      vault: createVaultStore(db, cipher, now),
      state: createStateStore(db, cipher),
      waits: createWaitStore(db, cipher),
      schedules: createScheduleStore(db, cipher),
      use: createUseStore(db, cipher),
      blobs: { put: blobs.put, get: blobs.get },
      close: () => db.close(),
    };
  } catch (error) {
    await db.close();
    throw toStorageError("open the store", error);
  }
}

async function openAlone(dir: string, waitMs: number): Promise<Database> {
  const deadline = performance.now() + waitMs;
  while (true) {
    try {
      const db = await Database.open(dir);
      writeFileSync(join(dir, HOLDER_FILE), `${process.pid}\n`, { mode: 0o600 });
      return db;
    } catch (error) {
      if (!isBusy(error)) throw toStorageError("open the store", error);
      if (performance.now() >= deadline) throw inUse(dir, error);
      await setTimeout(LOCK_RETRY_MS);
    }
  }
}

function inUse(dir: string, cause: unknown): EngineError {
  const pid = readHolder(dir);
  const holder = pid === undefined ? "another process" : `another process (${pid})`;
  return new EngineError(
    "storage_failed",
    `Cannot open the store: ${holder} uses this data folder, stop it or set another "folders.data"`,
    { cause, details: { reason: "in_use" } },
  );
}

function readHolder(dir: string): string | undefined {
  try {
    const text = readFileSync(join(dir, HOLDER_FILE), "utf8").trim();
    return /^\d{1,10}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function hasKeyCheck(db: Database): boolean {
  return db.prepare("SELECT 1 FROM meta WHERE name = 'key-check'").get() !== undefined;
}

/** Fails at once with the wrong key, instead of at the first value that does not open. */
function checkKey(db: Database, cipher: Cipher, isGiven: boolean): void {
  const place = "meta/key-check";
  const row = db.prepare("SELECT body FROM meta WHERE name = 'key-check'").get();
  if (row === undefined) {
    db.prepare("INSERT INTO meta (name, body) VALUES ('key-check', ?)").run(cipher.sealJson(place, "sluice"));
    return;
  }
  try {
    cipher.openJson(place, row.body as Uint8Array);
  } catch (cause) {
    const source = isGiven ? "SLUICE_KEY" : `the file "${KEY_FILE}"`;
    const advice = isGiven
      ? `unset it to use the file "${KEY_FILE}", or set`
      : "put back that file, or set SLUICE_KEY to";
    throw new EngineError(
      "bad_config",
      `Cannot open the store: ${source} is not the key it was written with, ${advice} the key of that time`,
      { cause },
    );
  }
}
