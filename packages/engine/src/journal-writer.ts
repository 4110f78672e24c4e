import type { GuestOutcome, JournalEntry, JournaledCall, JournalStore, JsonObject, RunSeed } from "@sluice/contracts";

type Draft = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, "seq" | "atMs">
    : never
  : never;

export interface OutcomeOptions {
  readonly isSync?: boolean;
  /** The code had given its result by then. */
  readonly isLate?: boolean;
}

/** Appends in the order of its calls; what is appended while a write goes on travels with the next one. */
export class JournalWriter {
  readonly #store: JournalStore;
  readonly #runId: string;
  #seq: number;
  #lastMs = 0;
  #pending: JournalEntry[] = [];
  #pendingSync = false;
  #flushing: Promise<void> | undefined;

  constructor(store: JournalStore, runId: string, lastSeq: number, lastMs: number) {
    this.#store = store;
    this.#runId = runId;
    this.#seq = lastSeq;
    this.#lastMs = lastMs;
  }

  seed(seed: RunSeed, isSync: boolean): Promise<number> {
    return this.#append({ kind: "seed", seed }, isSync);
  }

  intent(callId: number, call: JournaledCall, isSync: boolean): Promise<number> {
    return this.#append({ kind: "intent", callId, call }, isSync);
  }

  outcome(callId: number, outcome: GuestOutcome, how: OutcomeOptions = {}): Promise<number> {
    const { isSync = false, isLate = false } = how;
    const journaled = outcome.ok ? outcome : { ok: false as const, error: outcome.error as unknown as JsonObject };
    return this.#append({ kind: "outcome", callId, outcome: journaled, ...(isLate ? { isLate } : {}) }, isSync);
  }

  approval(callId: number, approvalId: string): Promise<number> {
    return this.#append({ kind: "approval", callId, approvalId }, true);
  }

  /** @returns the time that the entry carries: never earlier than the one before. */
  async #append(draft: Draft, isSync = false): Promise<number> {
    const atMs = Math.max(Date.now(), this.#lastMs);
    this.#lastMs = atMs;
    this.#seq += 1;
    this.#pending.push({ ...draft, seq: this.#seq, atMs } as JournalEntry);
    this.#pendingSync ||= isSync;
    this.#flushing ??= this.#flush();
    await this.#flushing;
    return atMs;
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
