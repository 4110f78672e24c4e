import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BlobStore } from "@sluice/contracts";
import { type Cipher, HEADER_BYTES } from "./cipher.ts";
import type { Database } from "./database.ts";
import { syncFile } from "./durable-sync.ts";
import { toStorageError } from "./storage-error.ts";

const DRAFT_PREFIX = ".draft-";
/** A file without a row is left over from a crash once it is this old. */
const STRAY_AGE_MS = 3_600_000;

export interface FileBlobStore extends BlobStore {
  /** Writes the file and its row; inside the caller's transaction where there is one. */
  putNow(bytes: Uint8Array): string;
  /** Deletes up to `limit` blobs that no journal names and that nobody put since. @returns how many */
  deleteUnused(beforeMs: number, limit: number): number;
  /** Deletes files that a crash left without a row. */
  deleteStrays(): void;
}

export interface BlobStoreOptions {
  readonly dir: string;
  readonly now: () => number;
}

/** Sealed files under `blobs/`, named by a keyed digest so that a name tells nothing about its content. */
export function createBlobStore(db: Database, cipher: Cipher, { dir, now }: BlobStoreOptions): FileBlobStore {
  const folder = join(dir, "blobs");
  const touch = db.prepare(
    "INSERT INTO blobs (digest, bytes, touched_ms) VALUES (?, ?, ?) ON CONFLICT (digest) DO UPDATE SET touched_ms = excluded.touched_ms",
  );
  const findUnused = db.prepare(
    "SELECT digest FROM blobs WHERE touched_ms < ? AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.blob = blobs.digest) LIMIT ?",
  );
  const findRow = db.prepare("SELECT 1 FROM blobs WHERE digest = ?");
  const deleteRow = db.prepare("DELETE FROM blobs WHERE digest = ?");
  const pathOf = (digest: string) => join(folder, digest.slice(0, 2), digest);

  /** Files that are written but perhaps not yet on the disk itself. */
  let unsynced = new Set<string>();
  db.onSync(async () => {
    const batch = unsynced;
    unsynced = new Set();
    try {
      for (const path of batch) await syncIfThere(path);
    } catch (error) {
      for (const path of batch) unsynced.add(path);
      throw error;
    }
  });

  const writeFileAtomic = (path: string, bytes: Uint8Array) => {
    const shard = dirname(path);
    if (mkdirSync(shard, { recursive: true, mode: 0o700 }) !== undefined) unsynced.add(folder).add(dir);
    const draft = join(shard, DRAFT_PREFIX + randomBytes(6).toString("hex"));
    try {
      writeFileSync(draft, bytes, { mode: 0o600, flag: "wx" });
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    unsynced.add(path).add(shard);
  };

  const putNow = (bytes: Uint8Array) => {
    const digest = cipher.digest("blob", bytes);
    const path = pathOf(digest);
    // A power cut may have left an earlier, never promised write cut short.
    if (sizeOf(path) !== bytes.length + HEADER_BYTES) writeFileAtomic(path, cipher.seal(`blobs/${digest}`, bytes));
    touch.run(digest, bytes.length, now());
    return digest;
  };

  return {
    putNow,
    async put(bytes) {
      return db.attempt("store a large value", () => putNow(bytes));
    },
    async get(digest) {
      if (!/^[0-9a-f]{64}$/.test(digest)) return undefined;
      try {
        return cipher.open(`blobs/${digest}`, await readFile(pathOf(digest)));
      } catch (error) {
        if ((error as { code?: unknown }).code === "ENOENT") return undefined;
        throw toStorageError("read a large value", error);
      }
    },
    deleteUnused(beforeMs, limit) {
      return db.transaction("delete large values", () => {
        const rows = findUnused.all(beforeMs, limit);
        for (const { digest } of rows) {
          deleteRow.run(String(digest));
          rmSync(pathOf(String(digest)), { force: true });
        }
        return rows.length;
      });
    },
    deleteStrays() {
      db.attempt("delete left-over files", () => {
        if (!existsSync(folder)) return;
        for (const shard of readdirSync(folder)) {
          for (const name of readdirSync(join(folder, shard))) {
            const path = join(folder, shard, name);
            if (findRow.get(name) !== undefined || now() - statSync(path).mtimeMs < STRAY_AGE_MS) continue;
            rmSync(path, { force: true });
          }
        }
      });
    },
  };
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

async function syncIfThere(path: string): Promise<void> {
  try {
    await syncFile(path);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ENOENT") throw error;
  }
}
