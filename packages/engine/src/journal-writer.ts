import type {
  FileNote,
  GuestOutcome,
  JournalEntry,
  JournaledCall,
  JournalStore,
  JsonObject,
  RunSeed,
} from "@sluice/contracts";

type Draft = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, "seq" | "atMs">
    : never
  : never;

/**
 * When an entry has to be with the store: `synced` survives a power cut before anyone goes on, `now` the death of the
 * process. `later` travels with the next entry that is in more of a hurry: for what a resumed run may do again, since
 * everything that shows outside waits for an entry behind it.
 */
export type Haste = "later" | "now" | "synced";

export interface OutcomeOptions {
  /** @default "now" */
  readonly haste?: Haste;
  /** The code had given its result by then. */
  readonly isLate?: boolean;
}

/** So long at most is an entry kept back that nothing in a hurry follows. */
const LATER_MS = 5;

/** Appends in the order of its calls; what is appended while a write goes on travels with the next one. */
export class JournalWriter {
  readonly #store: JournalStore;
  readonly #runId: string;
  #seq: number;
  #lastMs = 0;
  #pending: JournalEntry[] = [];
  #pendingSync = false;
  #flushing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Of a write that nobody waited for; told to the next who waits. */
  #failure: { readonly error: unknown } | undefined;

  constructor(store: JournalStore, runId: string, lastSeq: number, lastMs: number) {
    this.#store = store;
    this.#runId = runId;
    this.#seq = lastSeq;
    this.#lastMs = lastMs;
  }

  seed(seed: RunSeed, isSync: boolean): Promise<number> {
    return this.#append({ kind: "seed", seed }, isSync ? "synced" : "now");
  }

  intent(callId: number, call: JournaledCall, haste: Haste): Promise<number> {
    return this.#append({ kind: "intent", callId, call }, haste);
  }

  outcome(callId: number, outcome: GuestOutcome, how: OutcomeOptions = {}): Promise<number> {
    const { haste = "now", isLate = false } = how;
    const journaled = outcome.ok ? outcome : { ok: false as const, error: outcome.error as unknown as JsonObject };
    return this.#append({ kind: "outcome", callId, outcome: journaled, ...(isLate ? { isLate } : {}) }, haste);
  }

  approval(callId: number, approvalId: string): Promise<number> {
    return this.#append({ kind: "approval", callId, approvalId }, "synced");
  }

  /** A file operation that was done: in the order of the calls beside it. */
  note(note: FileNote, haste: Haste): Promise<number> {
    return this.#append({ kind: "note", note }, haste);
  }

  /** What was put off is with the store after this. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#pending.length > 0) this.#flushing ??= this.#flush();
    await this.#flushing;
  }

  /** @returns the time that the entry carries: never earlier than the one before. */
  async #append(draft: Draft, haste: Haste): Promise<number> {
    const atMs = Math.max(Date.now(), this.#lastMs);
    this.#lastMs = atMs;
    this.#seq += 1;
    this.#pending.push({ ...draft, seq: this.#seq, atMs } as JournalEntry);
    this.#pendingSync ||= haste === "synced";
    if (haste === "later") this.#timer ??= setTimeout(() => void this.#flushUnseen(), LATER_MS);
    else await this.flush();
    return atMs;
  }

  async #flushUnseen(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  async #flush(): Promise<void> {
    // One turn of the event loop gathers what the same tick appended.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      const sync = this.#pendingSync;
      this.#pending = [];
      this.#pendingSync = false;
      try {
        await this.#store.append(this.#runId, batch, { sync });
      } catch (error) {
        this.#flushing = undefined;
        throw error;
      }
    }
    this.#flushing = undefined;
  }
}
