import {
  createEvent,
  EngineError,
  type GuestOutcome,
  isJsonObject,
  type JournaledOutcome,
  type Json,
  toCanonicalJson,
  type WaitRecord,
} from "@sluice/contracts";
import type { EngineDeps } from "./deps.ts";
import { readRecordedCalls } from "./replay.ts";
import type { RunContext } from "./run-context.ts";

/** Shorter sleeps keep their process: to park and replay would cost more. */
const LIVE_SLEEP_MS = 5_000;
/** setTimeout cannot wait longer; further off, it looks again. */
const MAX_TIMER_MS = 60_000;
/** A wait that is over stays in the list until its run was taken up. */
const MIN_TIMER_MS = 50;
const DUE_BATCH = 100;

export type Wait =
  | { readonly kind: "timer"; readonly atMs: number }
  | { readonly kind: "pending"; readonly outcome: Promise<GuestOutcome> }
  | { readonly kind: "parked" };

/** A run at work in this process that may hold the waiting call open. */
export interface LiveWaiter {
  /** False where the call is not open here any more. */
  settle(callId: number, outcome: GuestOutcome): boolean;
}

export interface RunWaker {
  /** Resolves when the run is not at work in this process (any more). */
  idle(runId: string): Promise<void>;
  resume(runId: string): void;
}

type Draft = Pick<WaitRecord, "kind" | "wakeAtMs" | "eventType" | "match" | "question" | "schema">;

/** Sleeps, events and questions: in durable runs they outlive the process, in others they last as long as the run. */
export class WaitHub {
  readonly #deps: EngineDeps;
  readonly #live = new Map<string, LiveWaiter>();
  readonly #pending = new Map<
    string,
    { readonly wait: WaitRecord; readonly resolve: (outcome: GuestOutcome) => void }
  >();
  readonly #locks = new Map<string, Promise<void>>();
  #waker: RunWaker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
  }

  /** Arms the clock for what was left waiting. */
  async open(waker: RunWaker): Promise<void> {
    this.#waker = waker;
    await this.#arm();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  enter(runId: string, waiter: LiveWaiter): () => void {
    this.#live.set(runId, waiter);
    return () => {
      if (this.#live.get(runId) === waiter) this.#live.delete(runId);
    };
  }

  async wait(context: RunContext, callId: number, draft: Draft, nowMs: number): Promise<Wait> {
    const { wakeAtMs } = draft;
    if (
      draft.kind === "sleep" &&
      wakeAtMs !== undefined &&
      (!context.isDurable || wakeAtMs - Date.now() < LIVE_SLEEP_MS)
    ) {
      return { kind: "timer", atMs: wakeAtMs };
    }
    const wait: WaitRecord = { runId: context.runId, callId, createdAtMs: nowMs, ...draft };
    if (context.isDurable) {
      await this.add(wait);
      return { kind: "parked" };
    }
    return { kind: "pending", outcome: this.#waitLive(context, wait) };
  }

  /** Records what a parked run waits for, and minds the time. */
  async add(wait: WaitRecord): Promise<void> {
    await this.#deps.store.waits.put(wait);
    await this.#arm();
  }

  /** Hands an event to every run that waits for one like it. @returns how many took it */
  async signal(type: string, data: Json): Promise<number> {
    const outcome: GuestOutcome = { ok: true, value: data };
    let taken = 0;
    for (const [key, { wait, resolve }] of this.#pending) {
      if (wait.kind !== "event" || wait.eventType !== type || !isMatch(wait.match, data)) continue;
      this.#pending.delete(key);
      resolve(outcome);
      taken += 1;
    }
    for (const wait of await this.#deps.store.waits.forEvent(type)) {
      if (isMatch(wait.match, data) && (await this.#settle(wait, outcome))) taken += 1;
    }
    return taken;
  }

  /** Answers a question that a run asked. @throws EngineError `not_found` */
  async answer(runId: string, callId: number, value: Json): Promise<void> {
    const key = `${runId}/${callId}`;
    const pending = this.#pending.get(key);
    if (pending !== undefined) {
      this.#pending.delete(key);
      pending.resolve({ ok: true, value });
      return;
    }
    const wait = await this.#deps.store.waits.get(runId, callId);
    if (wait?.kind !== "question")
      throw new EngineError("not_found", `Cannot answer: run "${runId}" asks nothing under number ${callId}`);
    await this.#settle(wait, { ok: true, value });
  }

  #waitLive(context: RunContext, wait: WaitRecord): Promise<GuestOutcome> {
    const key = `${wait.runId}/${wait.callId}`;
    return new Promise((resolve) => {
      const timer =
        wait.wakeAtMs === undefined
          ? undefined
          : setTimeout(() => end(outcomeOfTimeout(wait)), Math.max(0, wait.wakeAtMs - Date.now()));
      const end = (outcome: GuestOutcome): void => {
        clearTimeout(timer);
        this.#pending.delete(key);
        resolve(outcome);
      };
      this.#pending.set(key, { wait, resolve: end });
      context.signal.addEventListener("abort", () => end(outcomeOfTimeout(wait)), { once: true });
    });
  }

  /** The outcome goes into the journal first; whoever settles second finds the wait gone. */
  async #settle(wait: WaitRecord, outcome: GuestOutcome): Promise<boolean> {
    return this.#locked(wait.runId, async () => {
      if ((await this.#deps.store.waits.get(wait.runId, wait.callId)) === undefined) return false;
      // The row goes once the run was taken up: a crash before that must not lose the wake.
      if (this.#live.get(wait.runId)?.settle(wait.callId, outcome) === true) {
        await this.#deps.store.waits.remove(wait.runId, wait.callId);
      } else {
        await this.#waker?.idle(wait.runId);
        const entries = await this.#deps.store.journal.read(wait.runId);
        const last = entries.at(-1);
        if (last === undefined || readRecordedCalls(entries).calls.get(wait.callId)?.outcome !== undefined)
          return false;
        const entry = {
          seq: last.seq + 1,
          kind: "outcome",
          callId: wait.callId,
          outcome: outcome as JournaledOutcome,
          atMs: Math.max(Date.now(), last.atMs),
        } as const;
        await this.#deps.store.journal.append(wait.runId, [entry], { sync: true });
      }
      this.#waker?.resume(wait.runId);
      return true;
    });
  }

  async #locked<T>(runId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(runId) ?? Promise.resolve();
    const result = before.then(work);
    const after = result.then(
      () => undefined,
      () => undefined,
    );
    this.#locks.set(runId, after);
    try {
      return await result;
    } finally {
      if (this.#locks.get(runId) === after) this.#locks.delete(runId);
    }
  }

  async #arm(): Promise<void> {
    if (this.#isClosed) return;
    const next = await this.#deps.store.waits.nextWakeMs();
    clearTimeout(this.#timer);
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.#wakeDue(), Math.min(MAX_TIMER_MS, Math.max(MIN_TIMER_MS, next - Date.now())));
    this.#timer.unref();
  }

  async #wakeDue(): Promise<void> {
    try {
      for (const wait of await this.#deps.store.waits.due(Date.now(), DUE_BATCH)) {
        if (wait.kind === "approval") {
          await this.#expire(wait);
          continue;
        }
        const outcome: GuestOutcome = wait.kind === "sleep" ? { ok: true, value: null } : outcomeOfTimeout(wait);
        await this.#settle(wait, outcome);
      }
    } catch (error) {
      this.#deps.log.error("cannot wake a waiting run", { error: String(error) });
    }
    await this.#arm();
  }

  /** Nobody decided in time; the run goes on and its code is told. */
  async #expire(wait: WaitRecord): Promise<void> {
    const { store, events } = this.#deps;
    await store.waits.remove(wait.runId, wait.callId);
    if (wait.approvalId === undefined) return;
    const { record, isDecided } = await store.approvals.decide(wait.approvalId, {
      status: "expired",
      decidedAt: new Date().toISOString(),
    });
    if (!isDecided) return;
    const { runId, principal, server, tool, id: approvalId } = record;
    events.publish(
      createEvent("approval.resolved", {
        runId,
        principal,
        server,
        tool,
        approvalId,
        decision: "expired",
        decidedBy: "the clock",
      }),
    );
    this.#waker?.resume(runId);
  }
}

function outcomeOfTimeout(wait: WaitRecord): GuestOutcome {
  const what =
    wait.kind === "event"
      ? `No event "${wait.eventType}" came`
      : wait.kind === "question"
        ? "Nobody answered"
        : "The sleep ended early";
  return { ok: false, error: { name: "Error", code: "timeout", message: `${what} in time`, retryable: true } };
}

/** Every field of `match` is there with the same value; objects go deeper. */
export function isMatch(match: Json | undefined, data: Json): boolean {
  if (match === undefined || match === null) return true;
  if (!isJsonObject(match)) return toCanonicalJson(match) === toCanonicalJson(data);
  if (!isJsonObject(data)) return false;
  return Object.entries(match).every(([key, wanted]) => {
    if (!Object.hasOwn(data, key)) return false;
    return isJsonObject(wanted)
      ? isMatch(wanted, data[key] as Json)
      : toCanonicalJson(wanted) === toCanonicalJson(data[key]);
  });
}
