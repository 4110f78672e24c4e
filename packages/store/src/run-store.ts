import { EngineError, type RunAnswer, type RunRecord, type RunStore } from "@sluice/contracts";
import type { FileBlobStore } from "./blob-store.ts";
import type { Cipher } from "./cipher.ts";
import type { Database } from "./database.ts";
import { toListQuery } from "./list-query.ts";
import { pruneRuns } from "./prune-runs.ts";
import { isDuplicate } from "./storage-error.ts";
import { parseTime } from "./time.ts";

/** Of the principals seen last: making one costs as much as sealing a record. */
const MAX_DIGESTS = 1000;

/** Without the answer, which can be large and which lists leave out. */
type RunHead = Omit<RunRecord, "answer">;

export function createRunStore(db: Database, cipher: Cipher, blobs: FileBlobStore): RunStore {
  const insert = db.prepare(
    "INSERT INTO runs (run_id, principal_digest, status, started_ms, head, answer) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const change = db.prepare(
    "UPDATE runs SET principal_digest = ?, status = ?, started_ms = ?, head = ?, answer = coalesce(?, answer) WHERE run_id = ?",
  );
  const select = db.prepare("SELECT run_id, head, answer FROM runs WHERE run_id = ?");
  const digests = new Map<string, string>();
  const principalDigest = (principal: string): string => {
    const known = digests.get(principal);
    if (known !== undefined) return known;
    if (digests.size >= MAX_DIGESTS) digests.clear();
    const digest = cipher.digest("principal", principal);
    digests.set(principal, digest);
    return digest;
  };

  const readHead = (row: Record<string, unknown>): RunHead =>
    cipher.openJson(`runs/${row.run_id}/head`, row.head as Uint8Array) as unknown as RunHead;
  const sealAnswer = (runId: string, answer: RunAnswer | undefined) =>
    answer === undefined ? null : cipher.sealJson(`runs/${runId}/answer`, answer);
  const columnsOf = (head: RunHead) =>
    [
      principalDigest(head.principal),
      head.status,
      parseTime(head.startedAt, "startedAt"),
      cipher.sealJson(`runs/${head.runId}/head`, head),
    ] as const;

  return {
    async insert({ answer, ...head }) {
      const { runId } = head;
      const action = `record the run "${runId}"`;
      db.attempt(action, () => {
        try {
          insert.run(runId, ...columnsOf(head), sealAnswer(runId, answer));
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          throw new EngineError("conflict", `Cannot ${action}: a run of that id is there already`);
        }
      });
      if (head.isDurable) await db.sync(action);
    },
    async update(runId, { answer, ...patch }) {
      const action = `update the run "${runId}"`;
      const head = db.attempt(action, () => {
        const row = select.get(runId);
        if (row === undefined) throw new EngineError("not_found", `Cannot ${action}: there is no such run`);
        const next: RunHead = { ...readHead(row), ...patch, runId };
        change.run(...columnsOf(next), sealAnswer(runId, answer), runId);
        return next;
      });
      // Where a durable run stands, and that a run waits, has been told to someone: it must outlive a power cut.
      if (patch.status !== undefined && (head.isDurable || head.status === "waiting")) await db.sync(action);
    },
    async get(runId) {
      return db.attempt(`read the run "${runId}"`, () => {
        const row = select.get(runId);
        if (row === undefined) return undefined;
        const head = readHead(row);
        if (row.answer === null) return head;
        const answer = cipher.openJson(`runs/${runId}/answer`, row.answer as Uint8Array) as unknown as RunAnswer;
        return { ...head, answer };
      });
    },
    async list(filter) {
      return db.attempt("list the runs", () => {
        const { sql, values } = toListQuery(filter, principalDigest);
        return db
          .prepare(sql)
          .all(...values)
          .map(readHead);
      });
    },
    prune: (before) => pruneRuns(db, blobs, parseTime(before, "before")),
  };
}
