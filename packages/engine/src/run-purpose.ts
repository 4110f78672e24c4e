import type { JournalEntry, JournaledCall, JournaledOutcome, Json, RunError } from "@sluice/contracts";
import type { EngineDeps } from "./deps.ts";
import { isOwnEntry, type RecordedCall, readRecordedCalls } from "./replay.ts";

/** What a run goes on for. It is in the journal, so that a crash in between changes nothing about it. */
export type Purpose =
  | { readonly kind: "going on" }
  /** Its code is told that it ends, and cleans up; then the run counts as this. */
  | {
      readonly kind: "ending";
      readonly status: "cancelled" | "failed";
      readonly error: RunError;
      /** Whatever the code makes of it, it does nothing more but undo. */
      readonly isFinal: boolean;
      /** False: nothing was open when it was told to end, so the next call says it. */
      readonly isTold: boolean;
    }
  | { readonly kind: "rolling back" };

/** Works on a run that nobody else works on. */
type Hold = <T>(runId: string, work: () => Promise<T>) => Promise<T>;

interface Told {
  readonly callId: number;
  readonly isTimer: boolean;
}

const ENDING = "run.ending";
const ROLLBACK = "run.rollback";

/** An entry that says what the run goes on for; nothing was called. */
export function isMarker(call: JournaledCall): boolean {
  return call.kind === "host" && (call.target === ENDING || call.target === ROLLBACK);
}

export function readPurpose(calls: ReadonlyMap<number, RecordedCall>): Purpose {
  const own = [...calls.values()].filter(({ call }) => isOwnEntry(call));
  if (own.some(({ call }) => call.target === ROLLBACK)) return { kind: "rolling back" };
  const ending = own.find(({ call }) => call.target === ENDING);
  if (ending === undefined) return { kind: "going on" };
  const { isTold, ...rest } = ending.call.args as unknown as Omit<Purpose & { kind: "ending" }, "kind">;
  return { kind: "ending", ...rest, isTold: isTold || [...calls.keys()].some((callId) => callId > ending.callId) };
}

/** The run is to be rolled back the next time it is taken up. */
export async function markRollback(deps: EngineDeps, runId: string): Promise<void> {
  const entries = await deps.store.journal.read(runId);
  if (readPurpose(readRecordedCalls(entries).calls).kind === "rolling back") return;
  await append(deps, runId, entries, ROLLBACK, null, []);
}

/**
 * Everything the code waits for answers with that error, so that its own clean-up runs when it is taken up;
 * skills that it called are told themselves, and answer through their end.
 * @returns false where there is no journal to go on from
 */
export async function markEnding(
  deps: EngineDeps,
  runId: string,
  ending: Omit<Purpose & { kind: "ending" }, "kind" | "isTold">,
  hold: Hold,
): Promise<boolean> {
  const { store } = deps;
  const entries = await store.journal.read(runId);
  if (!entries.some((entry) => entry.kind === "seed")) return false;
  const { calls } = readRecordedCalls(entries);
  if (readPurpose(calls).kind !== "going on") return true;
  const told: Told[] = [];
  let isTold = false;
  for (const { callId, call, outcome } of calls.values()) {
    if (outcome !== undefined || isOwnEntry(call)) continue;
    // A timer cannot fail: it fires, and the code is told at its next call.
    if (call.kind !== "timer") isTold = true;
    const child = `${runId}.${callId}`;
    const isChild =
      (await store.runs.get(child)) !== undefined && (await hold(child, () => markEnding(deps, child, ending, hold)));
    if (!isChild) told.push({ callId, isTimer: call.kind === "timer" });
  }
  await append(deps, runId, entries, ENDING, { ...ending, isTold } as unknown as Json, told);
  await endWaits(deps, runId, ending.error.message);
  return true;
}

/** Nothing is waited for any more, and nobody is asked any more. */
export async function endWaits(deps: EngineDeps, runId: string, note: string): Promise<void> {
  const { store } = deps;
  await store.waits.remove(runId);
  for (const { id } of await store.approvals.list({ runId, status: "pending", limit: 10_000 })) {
    await store.approvals.decide(id, { status: "expired", decidedAt: new Date().toISOString(), note });
  }
}

async function append(
  deps: EngineDeps,
  runId: string,
  entries: readonly JournalEntry[],
  target: string,
  args: Json,
  told: readonly Told[],
): Promise<void> {
  const last = entries.at(-1);
  const atMs = Math.max(Date.now(), last?.atMs ?? 0);
  let seq = last?.seq ?? 0;
  const callId = Math.max(0, ...entries.map((entry) => ("callId" in entry ? entry.callId : 0))) + 1;
  const message = "The run was cancelled";
  const outcome: JournaledOutcome = {
    ok: false,
    error: { name: "Error", code: "cancelled", message, retryable: false },
  };
  const marker = { seq: ++seq, kind: "intent", callId, call: { kind: "host", target, args }, atMs } as const;
  const settled = told.map(({ callId: open, isTimer }) => {
    const given: JournaledOutcome = isTimer ? { ok: true, value: null } : outcome;
    return { seq: ++seq, kind: "outcome", callId: open, outcome: given, atMs } as const;
  });
  await deps.store.journal.append(runId, [marker, ...settled], { sync: true });
}
