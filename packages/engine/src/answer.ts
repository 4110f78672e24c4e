import {
  type ApprovalSummary,
  createEvent,
  type Diagnostic,
  type IsolationTier,
  type Json,
  type LogLine,
  type PiiSession,
  type PiiType,
  type ResourceUsage,
  type RunAnswer,
  type RunError,
  type RunStatus,
  type ToolCallRecord,
} from "@sluice/contracts";
import { cutJson } from "./cut-json.ts";
import type { EngineDeps } from "./deps.ts";
import type { Continuation } from "./live-run.ts";
import { fitOutput } from "./results.ts";
import type { RunContext } from "./run-context.ts";

/** Parts beside the output have limits of their own, so that no answer outgrows the sum. */
const MAX_LOG_BYTES = 64 * 1024;
const MAX_ERROR_CHARACTERS = 8_000;
const MAX_CALLS = 100;
const MAX_DIAGNOSTICS = 40;

export interface RawEnd {
  readonly status: RunStatus;
  readonly output: Json;
  readonly error?: RunError;
  readonly diagnostics?: readonly Diagnostic[];
  readonly approvals?: readonly ApprovalSummary[];
  readonly usage: ResourceUsage;
  readonly executionTimeMs: number;
  readonly codeHash: string;
  readonly isolation?: IsolationTier;
  /** The host ended it in the middle of its code, which could not clean up; a decision ends it for good. */
  readonly cutShortBy?: "limit" | "decision";
  /** Whether the code asked for all that its journal had. */
  readonly isAllAsked?: boolean;
  /** Set where the code asked to go on as a new run. */
  readonly next?: Continuation;
}

/** The only way out: everything is washed, then cut, then leaves. Blocked personal data ends the run instead. */
export async function buildAnswer(deps: EngineDeps, context: RunContext, end: RawEnd): Promise<RunAnswer> {
  const output = context.pii.wash(end.output);
  const error = end.error === undefined ? undefined : washError(context.pii, end.error);
  if (output.blocked.length > 0) return blockedAnswer(deps, context, end, output.blocked, "output");

  const fitted = await fitOutput(deps.store, output.value, context.policy.sandbox.outputKb * 1024);
  await context.pii.flush();
  const calls = washCalls(context.pii, context.calls).sort((a, b) => a.seq - b.seq);
  return {
    runId: context.runId,
    status: end.status,
    success: end.status === "completed",
    output: fitted.output,
    logs: fitLogs([...context.logs, ...ofSkills(context)]),
    ...(error === undefined ? {} : { error }),
    ...(end.diagnostics === undefined || end.diagnostics.length === 0
      ? {}
      : { diagnostics: washDiagnostics(context.pii, end.diagnostics) }),
    executionTimeMs: end.executionTimeMs,
    codeHash: end.codeHash,
    resourceUsage: end.usage,
    toolCalls: calls.length <= MAX_CALLS ? calls : [...calls.slice(0, MAX_CALLS / 2), ...calls.slice(-MAX_CALLS / 2)],
    ...(end.approvals === undefined || end.approvals.length === 0 ? {} : { approvals: end.approvals }),
    ...(fitted.truncated === undefined ? {} : { truncated: fitted.truncated }),
  };
}

function blockedAnswer(
  deps: EngineDeps,
  context: RunContext,
  end: RawEnd,
  types: readonly PiiType[],
  where: string,
): RunAnswer {
  deps.events.publish(
    createEvent("pii.blocked", { runId: context.runId, principal: context.caller.principal, types: [...types], where }),
  );
  return {
    runId: context.runId,
    status: "failed",
    success: false,
    output: null,
    logs: [],
    error: {
      code: "pii_blocked",
      message: `Policy "${context.policy.name}" keeps ${types.join(", ")} inside, and the ${where} holds some: return less`,
    },
    executionTimeMs: end.executionTimeMs,
    codeHash: end.codeHash,
    resourceUsage: end.usage,
    toolCalls: washCalls(context.pii, context.calls.slice(0, MAX_CALLS)),
  };
}

export function washError(pii: PiiSession, error: RunError): RunError {
  const wash = (text: string): string => pii.washText(text.slice(0, MAX_ERROR_CHARACTERS)).value;
  return {
    ...error,
    message: wash(error.message),
    ...(error.name === undefined ? {} : { name: wash(error.name) }),
    ...(error.stack === undefined ? {} : { stack: wash(error.stack) }),
  };
}

/** The names of a call that failed may be the code's own invention, and hold anything. */
function washCalls(pii: PiiSession, calls: readonly ToolCallRecord[]): ToolCallRecord[] {
  return calls.map((call) =>
    call.errorCode === undefined
      ? call
      : { ...call, server: pii.washText(call.server).value, tool: pii.washText(call.tool).value },
  );
}

function washDiagnostics(pii: PiiSession, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.slice(0, MAX_DIAGNOSTICS).map((diagnostic) => ({
    ...diagnostic,
    message: pii.washText(diagnostic.message).value,
    ...(diagnostic.snippet === undefined ? {} : { snippet: pii.washText(diagnostic.snippet.slice(0, 400)).value }),
  }));
}

function ofSkills({ skillLogs }: RunContext): readonly LogLine[] {
  return [...skillLogs].sort(([a], [b]) => a - b).flatMap(([, logs]) => logs);
}

function fitLogs(logs: readonly LogLine[]): readonly LogLine[] {
  const { value } = cutJson(logs as unknown as Json, MAX_LOG_BYTES);
  const kept = value as unknown as readonly LogLine[];
  if (kept.length === logs.length) return kept;
  return [...kept, { level: "warn", text: `… ${logs.length - kept.length} more lines; log less or return data` }];
}
