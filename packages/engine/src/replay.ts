import {
  type GuestCall,
  type GuestOutcome,
  type JournalEntry,
  type JournaledCall,
  type Json,
  toCanonicalJson,
} from "@sluice/contracts";

export interface RecordedCall {
  readonly callId: number;
  readonly call: JournaledCall;
  readonly intentAtMs: number;
  readonly outcome?: GuestOutcome;
  readonly outcomeAtMs?: number;
  /** Set while the call waits for a decision and was not dispatched since. */
  readonly approvalId?: string;
}

export interface Divergence {
  readonly recorded: string;
  readonly asked: string;
}

export interface Delivery {
  readonly guestId: number;
  readonly outcome: GuestOutcome;
  readonly nowMs: number;
}

export type Match =
  | { readonly kind: "new" }
  | { readonly kind: "recorded"; readonly recorded: RecordedCall }
  | { readonly kind: "diverged"; readonly divergence: Divergence };

export function toJournaledCall(call: GuestCall): JournaledCall {
  switch (call.kind) {
    case "tool":
      return { kind: "tool", target: call.address, args: call.args };
    case "host":
      return { kind: "host", target: call.name, args: call.args };
    case "timer":
      return { kind: "timer", target: "timer", args: call.delayMs };
  }
}

/** Folds a journal into calls, and the order in which their outcomes were delivered. */
export function readRecordedCalls(entries: readonly JournalEntry[]): {
  readonly calls: Map<number, RecordedCall>;
  readonly order: number[];
} {
  const calls = new Map<number, RecordedCall>();
  const order: number[] = [];
  for (const entry of entries) {
    if (entry.kind === "seed") continue;
    const known = calls.get(entry.callId);
    if (entry.kind === "intent") {
      calls.set(entry.callId, { callId: entry.callId, call: entry.call, intentAtMs: entry.atMs });
    } else if (known !== undefined && known.outcome === undefined) {
      if (entry.kind === "approval") {
        calls.set(entry.callId, { ...known, approvalId: entry.approvalId });
      } else {
        calls.set(entry.callId, {
          ...known,
          outcome: entry.outcome as unknown as GuestOutcome,
          outcomeAtMs: entry.atMs,
        });
        order.push(entry.callId);
      }
    }
  }
  return { calls, order };
}

/** Feeds a run from its journal: same calls in, same outcomes out, in the recorded order. */
export class Replay {
  readonly #calls: Map<number, RecordedCall>;
  readonly #order: number[];
  readonly #lastId: number;
  /** Recorded call id to the id under which the guest asked this time. */
  readonly #asked = new Map<number, number>();
  #next = 0;

  constructor(entries: readonly JournalEntry[]) {
    const { calls, order } = readRecordedCalls(entries);
    this.#lastId = [...calls.keys()].reduce((last, id) => Math.max(last, id), 0);
    this.#order = order;
    skipSteps(calls);
    this.#calls = calls;
  }

  get recordedCalls(): number {
    return this.#calls.size;
  }

  /** True once every recorded outcome was delivered. */
  get isDone(): boolean {
    return this.#next >= this.#order.length;
  }

  /**
   * The same id with the same request is the rule. Work outside the host's sight (a digest on the thread pool)
   * may swap two requests between the same deliveries, so an equal request under another id counts too.
   */
  match(call: GuestCall): Match {
    const asked = toJournaledCall(call);
    const text = describeCall(asked);
    const sameId = this.#calls.get(call.id);
    if (sameId !== undefined && !this.#asked.has(call.id) && describeCall(sameId.call) === text)
      return this.#take(call.id, sameId);
    for (const [recordedId, recorded] of this.#calls) {
      if (!this.#asked.has(recordedId) && describeCall(recorded.call) === text) return this.#take(call.id, recorded);
    }
    if (call.id > this.#lastId) return { kind: "new" };
    const expected = sameId ?? [...this.#calls.values()].find((recorded) => !this.#asked.has(recorded.callId));
    const recorded = expected === undefined ? "nothing" : summarizeCall(expected.call);
    const asking = summarizeCall(asked);
    return {
      kind: "diverged",
      divergence: { recorded, asked: recorded === asking ? `${asking} with other arguments` : asking },
    };
  }

  #take(guestId: number, recorded: RecordedCall): Match {
    this.#asked.set(recorded.callId, guestId);
    return { kind: "recorded", recorded };
  }

  /** Outcomes whose turn has come: each recorded one whose call the guest has made, up to the first it has not. */
  *due(): Generator<Delivery> {
    for (;;) {
      const recordedId = this.#order[this.#next];
      if (recordedId === undefined) return;
      const guestId = this.#asked.get(recordedId);
      const recorded = this.#calls.get(recordedId);
      if (guestId === undefined || recorded?.outcome === undefined) return;
      this.#next += 1;
      yield { guestId, outcome: recorded.outcome, nowMs: recorded.outcomeAtMs ?? recorded.intentAtMs };
    }
  }

  /** A recorded call that the guest never made, for a run that ended early. */
  findUnasked(): RecordedCall | undefined {
    return [...this.#calls.values()].find((recorded) => !this.#asked.has(recorded.callId));
  }
}

/**
 * A step that ended well and asked the host for nothing in between is not run again: its beginning is answered
 * with its value. Steps with calls inside run again, fed from the journal.
 */
function skipSteps(calls: Map<number, RecordedCall>): void {
  const begun = new Map<string, RecordedCall>();
  for (const recorded of [...calls.values()].sort((a, b) => a.callId - b.callId)) {
    const { target, args } = recorded.call;
    if (recorded.call.kind !== "host" || !Array.isArray(args)) continue;
    const key = toCanonicalJson(args.slice(0, 2));
    if (target === "step.begin") begun.set(key, recorded);
    const begin = begun.get(key);
    const ended = args[2] as { readonly ok?: boolean; readonly value?: Json } | undefined;
    if (target !== "step.end" || begin === undefined || ended?.ok !== true || recorded.outcome === undefined) continue;
    if (recorded.callId !== begin.callId + 1) continue;
    const outcome: GuestOutcome = { ok: true, value: { done: true, value: ended.value ?? null } };
    calls.set(begin.callId, { ...begin, outcome });
  }
}

export function toDivergedMessage({ recorded, asked }: Divergence): string {
  return `The replay departs from the journal: recorded was ${recorded}, the code asked for ${asked}`;
}

function describeCall(call: JournaledCall): string {
  return `${call.kind} ${call.target} ${toCanonicalJson(call.args)}`;
}

function summarizeCall(call: JournaledCall): string {
  if (call.kind === "timer") return `timer of ${String(call.args)} ms`;
  return call.kind === "tool" ? `call of ${call.target}` : `${call.target}()`;
}
