import { EngineError, type JournalEntry, type JournalStore } from "@sluice/contracts";
import type { FileBlobStore } from "./blob-store.ts";
import type { Cipher } from "./cipher.ts";
import type { Database } from "./database.ts";
import { isDuplicate } from "./storage-error.ts";

/** Larger values live in the blob store, so that the database stays small and quick to copy. */
const MAX_INLINE_BYTES = 64 * 1024;

export function createJournalStore(db: Database, cipher: Cipher, blobs: FileBlobStore): JournalStore {
  const insert = db.prepare("INSERT INTO journal (run_id, seq, at_ms, body, blob) VALUES (?, ?, ?, ?, ?)");
  const select = db.prepare("SELECT seq, body, blob FROM journal WHERE run_id = ? ORDER BY seq");
  const empty = new Uint8Array();

  const insertEntry = (runId: string, entry: JournalEntry) => {
    const bytes = Buffer.from(JSON.stringify(entry));
    const isInline = bytes.length <= MAX_INLINE_BYTES;
    const digest = isInline ? null : blobs.putNow(bytes);
    // The digest is part of the sealed place: the column alone could be pointed at another value.
    const body = cipher.seal(placeOf(runId, entry.seq, digest), isInline ? bytes : empty);
    try {
      insert.run(runId, entry.seq, entry.atMs, body, digest);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new EngineError(
        "conflict",
        `Cannot append to the journal of "${runId}": entry ${entry.seq} is there already, something else goes on with this run`,
      );
    }
  };

  return {
    async append(runId, entries, options) {
      const [first, ...rest] = entries;
      if (first === undefined) return;
      const action = `append to the journal of "${runId}"`;
      if (rest.length === 0) {
        // One statement is a transaction by itself; this is the path of every tool call.
        db.attempt(action, () => insertEntry(runId, first));
      } else {
        db.transaction(action, () => {
          for (const entry of entries) insertEntry(runId, entry);
        });
      }
      if (options?.sync === true) await db.sync(action);
    },
    async read(runId) {
      const rows = db.attempt(`read the journal of "${runId}"`, () => select.all(runId));
      const entries: JournalEntry[] = [];
      for (const row of rows) {
        const seq = Number(row.seq);
        const digest = row.blob === null ? null : String(row.blob);
        const inline = cipher.open(placeOf(runId, seq, digest), row.body as Uint8Array);
        const bytes = digest === null ? inline : await blobs.get(digest);
        if (bytes === undefined) {
          throw new EngineError(
            "storage_failed",
            `Cannot read the journal of "${runId}": the value of entry ${seq} is missing from the blobs folder, restore it from a copy`,
          );
        }
        entries.push(JSON.parse(Buffer.from(bytes).toString("utf8")) as JournalEntry);
      }
      return entries;
    },
  };
}

function placeOf(runId: string, seq: number, digest: string | null): string {
  return `journal/${runId}/${seq}/${digest ?? ""}`;
}
