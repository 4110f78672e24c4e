import {
  EngineError,
  type EventBus,
  type JournalStore,
  type Json,
  type LogLine,
  type RunAnswer,
  type RunId,
  type RunRecord,
  toCanonicalJson,
  toSessionKey,
} from "@sluice/contracts";
import { buildAnswer, type RawEnd } from "./answer.ts";
import type { EngineDeps, RunHooks } from "./deps.ts";
import { Drain } from "./drain.ts";
import { type ProgramParts, runProgram } from "./run-program.ts";
import { RunTraffic } from "./run-traffic.ts";

export interface ReplayRequest {
  /** Runs this instead of the recorded code, to see where it departs. */
  readonly code?: string;
  /** Past the journal's end, go on with real calls instead of stopping. */
  readonly isLive?: boolean;
}

export interface ReplayAnswer {
  readonly answer: RunAnswer;
  /** What came out as it was recorded; false too where the recorded run has no answer yet. */
  readonly isSame: { readonly output: boolean; readonly logs: boolean; readonly calls: boolean };
}

const REPLAY_MS = 300_000;

/** Runs again from the journal without touching a server, a record or a subscriber. @throws EngineError `not_found` */
export async function replayRun(
  parts: ProgramParts,
  record: RunRecord,
  request: ReplayRequest,
  hooks: RunHooks,
): Promise<ReplayAnswer> {
  const { deps } = parts;
  const recorded = await deps.store.journal.read(record.runId);
  const first = recorded.find((entry) => entry.kind === "seed");
  if (first === undefined)
    throw new EngineError(
      "not_found",
      `Cannot replay "${record.runId}": it has no journal, as code that was refused and calls without code have none`,
    );
  const policy = deps.policyFor(record.principal);
  const session = toSessionKey(record.principal, first.seed.session);
  const context = {
    runId: record.runId as RunId,
    caller: { principal: record.principal },
    policy,
    pii: await deps.openPii(session, policy),
    session,
    sessionName: first.seed.session,
    deadlineMs: Date.now() + REPLAY_MS,
    signal: hooks.signal ?? new AbortController().signal,
    hooks,
    drain: new Drain(),
    isDurable: false,
    depth: 0,
    isUndone: false,
    cancelsCalls: "none" as const,
    calls: [],
    logs: [],
    skillLogs: new Map(),
    displayed: [],
    traffic: new RunTraffic(),
  };
  const source = { ...first.seed, code: request.code ?? first.seed.code, timeoutMs: REPLAY_MS };
  const end = await runProgram({ ...parts, deps: toUnseen(deps) }, context, source, recorded, {
    isLive: request.isLive ?? false,
  });
  const answer = await buildAnswer(deps, context, end);
  return { answer, isSame: compare(record.answer, answer, end) };
}

function compare(before: RunAnswer | undefined, now: RunAnswer, end: RawEnd): ReplayAnswer["isSame"] {
  const same = (a: unknown, b: unknown): boolean => toCanonicalJson(a) === toCanonicalJson(b);
  const texts = (logs: readonly LogLine[] | undefined): Json => (logs ?? []).map((line) => line.text);
  return {
    output: before !== undefined && same(before.output, now.output) && before.error?.message === now.error?.message,
    logs: before !== undefined && same(texts(before.logs), texts(now.logs)),
    calls: before !== undefined && end.isAllAsked === true && end.error?.code !== "replay_diverged",
  };
}

/** The same parts, with ears and hands bound. */
function toUnseen(deps: EngineDeps): EngineDeps {
  const silent: EventBus = {
    publish: () => undefined,
    subscribe: () => () => undefined,
    since: () => [],
    close: async () => undefined,
  };
  const journal: JournalStore = { append: async () => undefined, read: (runId) => deps.store.journal.read(runId) };
  return { ...deps, events: silent, store: { ...deps.store, journal } };
}
