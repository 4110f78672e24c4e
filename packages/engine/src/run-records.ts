import { type ContentBlock, createEvent, type Json, type RunAnswer } from "@sluice/contracts";
import { buildAnswer, type RawEnd } from "./answer.ts";
import type { EngineDeps } from "./deps.ts";
import { hashCode } from "./hash-code.ts";
import type { RunContext } from "./run-context.ts";
import type { ProgramSource } from "./run-program.ts";
import { wholeEnd } from "./whole-text.ts";

const SNIPPET_CHARACTERS = 400;
/** Longer than most values that are personal data: the half of one is not known for what it is. */
const LONGEST_VALUE = 300;

export interface EngineAnswer {
  readonly answer: RunAnswer;
  /** What the code handed to display(). */
  readonly content: readonly ContentBlock[];
}

/** A run begins: its record and its event. */
export async function recordStart(
  deps: EngineDeps,
  context: RunContext,
  source: ProgramSource,
  skill: string | undefined,
): Promise<void> {
  const { runId, caller, policy } = context;
  if (context.depth === 0) context.traffic.setRequest({ code: source.code, context: source.context });
  const codeHash = hashCode(source.code);
  await deps.store.runs.insert({
    runId,
    principal: caller.principal,
    session: context.sessionName,
    policy: policy.name,
    status: "running",
    language: source.language,
    codeHash,
    snippet: toSnippet(context, source.code),
    startedAt: new Date().toISOString(),
    isDurable: context.isDurable,
    toolCallCount: 0,
    ...(skill === undefined ? {} : { skill }),
  });
  deps.events.publish(
    createEvent("run.started", {
      runId,
      principal: caller.principal,
      codeHash,
      policy: policy.name,
      language: source.language,
    }),
  );
}

/** Washed before it is cut, and at the end of what was washed nothing is shown. */
function toSnippet({ pii }: RunContext, code: string): string {
  const read = SNIPPET_CHARACTERS + LONGEST_VALUE;
  const { value } = pii.washText(code.slice(0, read));
  const shown = code.length > read ? Math.min(SNIPPET_CHARACTERS, value.length - LONGEST_VALUE) : SNIPPET_CHARACTERS;
  return value.slice(0, wholeEnd(value, Math.max(0, shown)));
}

/** A run ends or parks: washed answer, record, event. */
export async function recordEnd(deps: EngineDeps, context: RunContext, end: RawEnd): Promise<EngineAnswer> {
  const answer = await buildAnswer(deps, context, end);
  const endedAt = new Date().toISOString();
  try {
    await deps.store.runs.update(context.runId, {
      status: answer.status,
      toolCallCount: context.calls.length,
      ...(end.isolation === undefined ? {} : { isolation: end.isolation }),
      ...(answer.status === "waiting" ? {} : { endedAt }),
      ...(answer.error === undefined ? {} : { errorCode: answer.error.code }),
      answer,
    });
  } catch (error) {
    // A disk without room for the answer may have some for this: no run that is over shows as running.
    if (!context.isDurable && answer.status !== "waiting")
      await deps.store.runs
        .update(context.runId, { status: "failed", errorCode: "storage_failed", endedAt })
        .catch(() => undefined);
    throw error;
  }
  await publishEnd(deps, context, answer);
  recordTokens(deps, context, answer as unknown as Json);
  return { answer, content: washContent(context) };
}

/** A skill's calls count with the run that called it. */
export function recordTokens(deps: EngineDeps, { runId, policy, depth, traffic }: RunContext, answer: Json): void {
  if (depth === 0) deps.tokenBook?.record({ runId, policy, traffic, answer });
}

/** Every field of it, since names, addresses and base64 carry values as well as text does. */
function washContent({ displayed, pii }: RunContext): readonly ContentBlock[] {
  return displayed.map((block) => {
    const { blocked, value } = pii.wash(block as unknown as Json);
    if (blocked.length === 0) return value as unknown as ContentBlock;
    return { type: "text", text: `Not shown: it holds ${blocked.join(", ")}` };
  });
}

/** The gateway stops while the run goes on: a durable one stays as it is for the next gateway, another can be resumed. */
export async function recordInterruption(deps: EngineDeps, context: RunContext, end: RawEnd): Promise<EngineAnswer> {
  const { runId, isDurable } = context;
  const message = isDurable
    ? "The gateway is stopping; the run goes on with the next one"
    : 'The gateway is stopping; go on with getRun({ action: "resume" })';
  const answer = await buildAnswer(deps, context, {
    ...end,
    status: "interrupted",
    error: { code: "cancelled", message, retryable: true },
  });
  if (!isDurable)
    await deps.store.runs.update(runId, { status: "interrupted", endedAt: new Date().toISOString(), answer });
  return { answer, content: [] };
}

/** The engine could not go on with a durable run at this time; its record says that it runs, and it is tried again. */
export async function recordPostponement(deps: EngineDeps, context: RunContext, end: RawEnd): Promise<EngineAnswer> {
  deps.log.warn("a run is put off", { runId: context.runId, error: end.error?.message });
  return { answer: await buildAnswer(deps, context, { ...end, status: "running" }), content: [] };
}

async function publishEnd(deps: EngineDeps, context: RunContext, answer: RunAnswer): Promise<void> {
  const who = { runId: context.runId, principal: context.caller.principal };
  const durationMs = answer.executionTimeMs;
  if (answer.status === "completed") {
    const { memoryMb, cpuMs } = answer.resourceUsage;
    deps.events.publish(
      createEvent("run.completed", { ...who, durationMs, memoryMb, cpuMs, toolCalls: context.calls.length }),
    );
    return;
  }
  if (answer.status === "waiting") {
    const approvals = (answer.approvals ?? []).map((approval) => approval.id);
    const wait =
      approvals.length > 0 ? undefined : (await deps.store.waits.list({ runId: context.runId, limit: 1 }))[0];
    deps.events.publish(createEvent("run.waiting", { ...who, reason: wait?.kind ?? "approval", approvals }));
    return;
  }
  const { code, message } = answer.error ?? { code: "internal", message: "" };
  deps.events.publish(createEvent("run.failed", { ...who, durationMs, code, message }));
}
