import {
  type CallToolInput,
  createRunId,
  type Json,
  type Policy,
  type RunAnswer,
  type RunError,
  type RunId,
  type Truncation,
  toSessionKey,
} from "@sluice/contracts";
import { type Admitted, admitCall } from "./admit-call.ts";
import { washError } from "./answer.ts";
import { type BuiltInTools, SKILLS_SERVER } from "./built-in-tools.ts";
import type { Caller, EngineDeps, RunHooks } from "./deps.ts";
import { dispatchCall } from "./dispatch-call.ts";
import { fitOutput } from "./results.ts";
import type { RunContext } from "./run-context.ts";
import { recordTokens } from "./run-records.ts";
import { DEFAULT_SESSION, type RunService, toJson, toTimeoutMs } from "./run-service.ts";
import { RunTraffic } from "./run-traffic.ts";

export interface CallAnswer {
  readonly success: boolean;
  readonly result: Json;
  readonly error?: RunError;
  readonly truncated?: Truncation;
  /** Set where the call became a run of its own: it waits for a person, or it is a skill. */
  readonly run?: RunAnswer;
}

/** What the answer takes beside result and truncation. */
const CALL_FRAME_BYTES = 64;

const CALL_PROGRAM =
  'import { callTool } from "./client.ts";\nreturn await callTool(context.address, context.arguments);';

/** One tool without code: same policy, same washing, same record. What has to wait becomes a run. */
export async function callToolDirectly(
  deps: EngineDeps,
  runs: RunService,
  builtIns: BuiltInTools,
  caller: Caller,
  policy: Policy,
  input: CallToolInput,
  hooks: RunHooks,
): Promise<CallAnswer> {
  runs.checkOpen();
  const sessionName = input.sessionId ?? DEFAULT_SESSION;
  const args = toJson(input.arguments);
  const context = await openCallContext(deps, runs, caller, policy, sessionName, hooks);
  context.traffic.setRequest({ address: input.address, arguments: args });
  const admitted = admitCall(deps, context, input.address, args, { isModelWritten: true });
  if (admitted.kind === "refused") {
    const { code, message } = admitted.failure;
    await keepRecord(deps, context, input.address, code);
    return counted(deps, context, { success: false, result: null, error: washError(context.pii, { code, message }) });
  }
  if (admitted.kind === "ask" || admitted.entry.server === SKILLS_SERVER) {
    const source = {
      code: CALL_PROGRAM,
      language: "typescript",
      context: { address: admitted.entry.address, arguments: args },
      typecheck: "off",
      timeoutMs: toTimeoutMs(policy, undefined),
    } as const;
    const skill = admitted.entry.server === SKILLS_SERVER ? await deps.skills.read(admitted.entry.name) : undefined;
    const how =
      skill === undefined
        ? { isDurable: false }
        : { isDurable: skill.durable, skill: `${skill.name}@${skill.version}` };
    const { answer } = await runs.start(caller, policy, { source, sessionName, ...how }, hooks);
    const { error, truncated } = answer;
    return {
      success: answer.success,
      result: answer.output,
      ...(error === undefined ? {} : { error }),
      ...(truncated === undefined ? {} : { truncated }),
      run: answer,
    };
  }
  const answer = await runs.drain.watch(dispatchDirectly(deps, context, builtIns, admitted));
  return counted(deps, context, answer);
}

function counted(deps: EngineDeps, context: RunContext, answer: CallAnswer): CallAnswer {
  recordTokens(deps, context, answer as unknown as Json);
  return answer;
}

async function dispatchDirectly(
  deps: EngineDeps,
  context: RunContext,
  builtIns: BuiltInTools,
  admitted: Extract<Admitted, { kind: "ready" }>,
): Promise<CallAnswer> {
  const { entry } = admitted;
  const startedAt = performance.now();
  const outcome = await dispatchCall(deps, context, builtIns, 0, entry, admitted.args);
  if (outcome === "parked")
    return {
      success: false,
      result: null,
      error: { code: "conflict", message: `"${entry.address}" waits for a person` },
    };
  const durationMs = Math.round(performance.now() - startedAt);
  const errorCode = outcome.ok ? {} : { errorCode: outcome.error.code };
  context.calls.push({
    seq: 1,
    server: entry.server,
    tool: entry.name,
    status: outcome.ok ? "ok" : "failed",
    durationMs,
    ...errorCode,
  });
  await keepRecord(deps, context, entry.address, outcome.ok ? undefined : outcome.error.code);
  if (!outcome.ok) {
    const { code, message, retryable } = outcome.error;
    return { success: false, result: null, error: washError(context.pii, { code, message, retryable }) };
  }
  const washed = context.pii.wash(outcome.value);
  if (washed.blocked.length > 0) {
    const message = `Policy "${context.policy.name}" keeps ${washed.blocked.join(", ")} inside, and the result holds some: call it from code and return less`;
    return { success: false, result: null, error: { code: "pii_blocked", message } };
  }
  const { output, truncated } = await fitOutput(
    deps.store,
    washed.value,
    context.policy.sandbox.outputKb * 1024 - CALL_FRAME_BYTES,
  );
  await context.pii.flush();
  return { success: true, result: output, ...(truncated === undefined ? {} : { truncated }) };
}

async function openCallContext(
  deps: EngineDeps,
  runs: RunService,
  caller: Caller,
  policy: Policy,
  sessionName: string,
  hooks: RunHooks,
): Promise<RunContext> {
  const session = toSessionKey(caller.principal, sessionName);
  return {
    runId: createRunId(),
    caller,
    policy,
    pii: await deps.openPii(session, policy),
    session,
    sessionName,
    deadlineMs: Date.now() + policy.sandbox.wallMs,
    signal: hooks.signal ?? new AbortController().signal,
    drain: runs.drain,
    hooks,
    isDurable: false,
    depth: 0,
    isUndone: false,
    cancelsCalls: "none",
    calls: [],
    logs: [],
    skillLogs: new Map(),
    displayed: [],
    traffic: new RunTraffic(),
  };
}

async function keepRecord(
  deps: EngineDeps,
  context: RunContext,
  address: string,
  errorCode: string | undefined,
): Promise<void> {
  const now = new Date().toISOString();
  await deps.store.runs.insert({
    runId: context.runId as RunId,
    principal: context.caller.principal,
    session: context.sessionName,
    policy: context.policy.name,
    status: errorCode === undefined ? "completed" : "failed",
    language: "none",
    codeHash: "",
    snippet: context.pii.washText(`callTool ${address}`).value,
    startedAt: now,
    endedAt: now,
    isDurable: false,
    toolCallCount: context.calls.length,
    ...(errorCode === undefined ? {} : { errorCode }),
  });
}
