import {
  createEvent,
  EngineError,
  type GuestOutcome,
  type JournaledOutcome,
  type Json,
  type WaitRecord,
} from "@sluice/contracts";
import { checkAnswer } from "./check-answer.ts";
import type { EngineDeps } from "./deps.ts";
import { isMatch } from "./is-match.ts";
import { LiveWaits } from "./live-waits.ts";
import { mapLimited } from "./map-limited.ts";
import { readRecordedCalls } from "./replay.ts";
import type { RunContext } from "./run-context.ts";
import { WaitClock } from "./wait-clock.ts";

/** Shorter sleeps keep their process: to park and replay would cost more. */
const LIVE_SLEEP_MS = 5_000;
/** One event may be for thousands of runs; so many are told at once. */
const TOLD_AT_ONCE = 16;

export type Wait =
  | { readonly kind: "timer"; readonly atMs: number }
  | { readonly kind: "pending"; readonly outcome: Promise<GuestOutcome> }
  | { readonly kind: "parked" };

/** A run at work in this process that may hold the waiting call open. */
export interface LiveWaiter {
  /** Resolves once the outcome is on disk; false where the call is not parked here (any more). */
  settle(callId: number, outcome: GuestOutcome): Promise<boolean>;
  /** Looks again at a parked call whose approval was decided, or whose skill can go on; false where it is not parked here. */
  reconsider(callId: number): boolean;
}

export interface RunWaker {
  isBusy(runId: string): boolean;
  /** Resolves when the run is not at work in this process (any more). */
  idle(runId: string): Promise<void>;
  /** Works on an idle run; must take hold at once where `isBusy` is false. */
  hold<T>(runId: string, work: () => Promise<T>): Promise<T>;
  /** Resolves once the run was taken up, or there was no need to. */
  resume(runId: string, callId: number): Promise<void>;
}

type Draft = Pick<WaitRecord, "kind" | "wakeAtMs" | "eventType" | "match" | "question" | "schema">;

/** Sleeps, events and questions: in durable runs they outlive the process, in others they last as long as the run. */
export class WaitHub {
  readonly #deps: EngineDeps;
  readonly #clock: WaitClock;
  readonly #live = new Map<string, LiveWaiter>();
  readonly #short = new LiveWaits();
  readonly #onParked = new Map<string, Set<() => void>>();
  #waker: RunWaker | undefined;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#clock = new WaitClock(deps, (wait) => this.#handleDue(wait));
  }

  /** Arms the clock for what was left waiting. */
  async open(waker: RunWaker): Promise<void> {
    this.#waker = waker;
    await this.#clock.arm();
  }

  close(): void {
    this.#clock.close();
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
    return { kind: "pending", outcome: this.#short.wait(wait, outcomeOfTimeout(wait), context.signal) };
  }

  /** Records what a parked run waits for, and minds the time. */
  async add(wait: WaitRecord): Promise<void> {
    await this.#deps.store.waits.put(wait);
    if (wait.wakeAtMs !== undefined) await this.#clock.arm();
  }

  /** A live run has parked a call: who has something for it may try again. */
  parked(runId: string): void {
    for (const tell of this.#onParked.get(runId) ?? []) tell();
  }

  /** Looks again at a call that a live process has parked; at a skill's through the run that called it. */
  nudge(runId: string, callId: number): boolean {
    if (this.#live.get(runId)?.reconsider(callId) === true) return true;
    const at = runId.lastIndexOf(".");
    return at > 0 && this.nudge(runId.slice(0, at), Number(runId.slice(at + 1)));
  }

  /** Hands an event to every run that waits for one like it and may have it. @returns how many took it */
  async signal(
    type: string,
    data: Json,
    mayHave: (runId: string) => Promise<boolean> = async () => true,
  ): Promise<number> {
    const outcome: GuestOutcome = { ok: true, value: data };
    const isMeant = (wait: WaitRecord): boolean =>
      wait.kind === "event" && wait.eventType === type && wait.isSettled !== true && isMatch(wait.match, data);
    const taken = await mapLimited(this.#short.list().filter(isMeant), TOLD_AT_ONCE, async (wait) => {
      return (await mayHave(wait.runId)) && this.#short.settle(wait.runId, wait.callId, outcome);
    });
    const waiting = (await this.#deps.store.waits.forEvent(type)).filter(isMeant);
    const woken = await mapLimited(waiting, TOLD_AT_ONCE, async (wait) => {
      return (await mayHave(wait.runId)) && (await this.#settle(wait, outcome));
    });
    return [...taken, ...woken].filter(Boolean).length;
  }

  /** Answers a question that a run asked. @throws EngineError `not_found`, `invalid_arguments`, `conflict` */
  async answer(runId: string, callId: number, value: Json): Promise<void> {
    const wait = this.#short.get(runId, callId) ?? (await this.#deps.store.waits.get(runId, callId));
    if (wait?.kind !== "question" || wait.isSettled === true)
      throw new EngineError("not_found", `Cannot answer: run "${runId}" asks nothing under number ${callId}`);
    checkAnswer(this.#deps.codegen, wait, value);
    const outcome: GuestOutcome = { ok: true, value };
    if (this.#short.settle(runId, callId, outcome)) return;
    if (!(await this.#settle(wait, outcome)))
      throw new EngineError("conflict", `Cannot answer: question ${callId} of run "${runId}" has its answer already`);
  }

  /** The outcome is on disk before this resolves; whoever comes second gets false. */
  async #settle(wait: WaitRecord, outcome: GuestOutcome): Promise<boolean> {
    const { store } = this.#deps;
    const { runId, callId } = wait;
    const waker = this.#waker;
    if (waker === undefined) throw new EngineError("internal", "The engine is not open");
    for (;;) {
      const row = await store.waits.get(runId, callId);
      if (row === undefined || row.isSettled === true) return false;
      if ((await this.#live.get(runId)?.settle(callId, outcome)) === true) {
        await store.waits.remove(runId, callId);
        return true;
      }
      if (!waker.isBusy(runId)) break;
      await this.#change(runId, waker);
    }
    const isFirst = await waker.hold(runId, () => this.#journal(wait, outcome));
    waker
      .resume(runId, callId)
      .catch((error: unknown) => this.#deps.log.error("cannot resume a run", { runId, error: String(error) }));
    return isFirst;
  }

  /** For a run that no process works on. The mark on the wait outlives a crash, so that the run is taken up after it. */
  async #journal(wait: WaitRecord, outcome: GuestOutcome): Promise<boolean> {
    const { store } = this.#deps;
    const { runId, callId } = wait;
    const status = (await store.runs.get(runId))?.status;
    const entries = await store.journal.read(runId);
    const last = entries.at(-1);
    if (last === undefined || (status !== "waiting" && status !== "running" && status !== "interrupted")) {
      await store.waits.remove(runId, callId);
      return false;
    }
    const isFirst = readRecordedCalls(entries).calls.get(callId)?.outcome === undefined;
    if (isFirst) {
      const journaled = outcome as JournaledOutcome;
      const atMs = Math.max(Date.now(), last.atMs);
      await store.journal.append(runId, [{ seq: last.seq + 1, kind: "outcome", callId, outcome: journaled, atMs }]);
    }
    // Syncs the entry before it too.
    await store.waits.put({ ...wait, wakeAtMs: 0, isSettled: true });
    return isFirst;
  }

  /** Resolves when the run goes idle or parks another call. */
  async #change(runId: string, waker: RunWaker): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const listeners = this.#onParked.get(runId) ?? new Set();
    this.#onParked.set(runId, listeners.add(resolve));
    await Promise.race([promise, waker.idle(runId)]);
    listeners.delete(resolve);
    if (listeners.size === 0) this.#onParked.delete(runId);
  }

  async #handleDue(wait: WaitRecord): Promise<void> {
    const { runId, callId } = wait;
    if (wait.isSettled !== true) {
      if (wait.kind === "approval") await this.#expire(wait);
      else await this.#settle(wait, wait.kind === "sleep" ? { ok: true, value: null } : outcomeOfTimeout(wait));
    }
    await this.#waker?.resume(runId, callId);
  }

  /** Nobody decided in time; the run goes on and its code is told. Decided ones come here too, marked to be looked at. */
  async #expire(wait: WaitRecord): Promise<void> {
    const { store, events } = this.#deps;
    const approval = wait.approvalId === undefined ? undefined : await store.approvals.get(wait.approvalId);
    if (approval === undefined) return store.waits.remove(wait.runId, wait.callId);
    if (approval.status !== "pending") return store.waits.put({ ...wait, wakeAtMs: 0, isSettled: true });
    const expiresAtMs = Date.parse(approval.expiresAt);
    if (expiresAtMs > Date.now()) return this.add({ ...wait, wakeAtMs: expiresAtMs });
    const decidedAt = new Date().toISOString();
    const { record, isDecided } = await store.approvals.decide(approval.id, { status: "expired", decidedAt });
    await store.waits.put({ ...wait, wakeAtMs: 0, isSettled: true });
    if (!isDecided) return;
    const { runId, principal, server, tool, id: approvalId } = record;
    const about = { runId, principal, server, tool, approvalId };
    events.publish(createEvent("approval.resolved", { ...about, decision: "expired", decidedBy: "the clock" }));
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
