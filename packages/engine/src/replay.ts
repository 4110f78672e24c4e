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
  /** The code never saw the outcome. */
  readonly isLate?: boolean;
  /** Set while the call waits for a decision and was not dispatched since. */
  readonly approvalId?: string;
  /** More than one: it was sent again after a decision or a crash. */
  readonly intents: number;
}

/** The host's own entries stand beside those of the code under names that no code can ask for. */
const OWN_PREFIX = "run.";

export function isOwnEntry(call: JournaledCall): boolean {
  return call.kind === "host" && call.target.startsWith(OWN_PREFIX);
}

export interface Divergence {
  readonly recorded: string;
  readonly asked: string;
}

export interface Delivery {
  readonly callId: number;
  readonly outcome: GuestOutcome;
  readonly nowMs: number;
}

/** `callId` is the journal's number of the call; the guest may count differently where requests were swapped. */
export type Match =
  | { readonly kind: "new"; readonly callId: number }
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
    if (entry.kind === "seed" || entry.kind === "note") continue;
    const known = calls.get(entry.callId);
    if (entry.kind === "intent") {
      const intents = (known?.intents ?? 0) + 1;
      calls.set(entry.callId, { callId: entry.callId, call: entry.call, intentAtMs: entry.atMs, intents });
    } else if (known !== undefined && known.outcome === undefined) {
      if (entry.kind === "approval") {
        calls.set(entry.callId, { ...known, approvalId: entry.approvalId });
      } else {
        calls.set(entry.callId, {
          ...known,
          outcome: entry.outcome as unknown as GuestOutcome,
          outcomeAtMs: entry.atMs,
          ...(entry.isLate === true ? { isLate: true } : {}),
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
  readonly #unasked: Set<number>;
  #lastId: number;
  #next = 0;

  /** With `skipsSteps`, finished steps without calls inside give their value instead of running again. */
  constructor(entries: readonly JournalEntry[], options: { readonly skipsSteps: boolean } = { skipsSteps: true }) {
    const { calls, order } = readRecordedCalls(entries);
    this.#lastId = [...calls.keys()].reduce((last, id) => Math.max(last, id), 0);
    for (const [callId, { call }] of calls) if (isOwnEntry(call)) calls.delete(callId);
    this.#order = order.filter((callId) => calls.get(callId)?.isLate === undefined && calls.has(callId));
    if (options.skipsSteps) skipSteps(calls);
    this.#calls = calls;
    this.#unasked = new Set(calls.keys());
  }

  /** True once every recorded outcome was delivered. */
  get isDone(): boolean {
    return this.#next >= this.#order.length;
  }

  /** True once the code has asked for everything that was recorded. */
  get isAllAsked(): boolean {
    return this.#unasked.size === 0;
  }

  /**
   * The same id with the same request is the rule. Work outside the host's sight (a digest on the thread pool)
   * may swap two requests between the same deliveries, so an equal request under another id counts too.
   */
  match(call: GuestCall): Match {
    if (this.#unasked.size === 0) {
      this.#lastId += 1;
      return { kind: "new", callId: this.#lastId };
    }
    const asked = toJournaledCall(call);
    const text = describeCall(asked);
    const sameId = this.#unasked.has(call.id) ? this.#calls.get(call.id) : undefined;
    if (sameId !== undefined && describeCall(sameId.call) === text) return this.#take(sameId);
    for (const callId of this.#unasked) {
      const recorded = this.#calls.get(callId);
      if (recorded !== undefined && describeCall(recorded.call) === text) return this.#take(recorded);
    }
    const [firstUnasked] = this.#unasked;
    const expected = sameId ?? this.#calls.get(firstUnasked ?? 0);
    const recorded = expected === undefined ? "nothing" : summarizeCall(expected.call);
    const asking = summarizeCall(asked);
    return {
      kind: "diverged",
      divergence: { recorded, asked: recorded === asking ? `${asking} with other arguments` : asking },
    };
  }

  #take(recorded: RecordedCall): Match {
    this.#unasked.delete(recorded.callId);
    return { kind: "recorded", recorded };
  }

  /** Outcomes whose turn has come: each recorded one whose call the guest has made, up to the first it has not. */
  *due(): Generator<Delivery> {
    for (;;) {
      const callId = this.#order[this.#next];
      if (callId === undefined || this.#unasked.has(callId)) return;
      const recorded = this.#calls.get(callId);
      if (recorded?.outcome === undefined) return;
      this.#next += 1;
      yield { callId, outcome: recorded.outcome, nowMs: recorded.outcomeAtMs ?? recorded.intentAtMs };
    }
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
