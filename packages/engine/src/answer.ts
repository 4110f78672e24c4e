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
import { cutJson, cutText, jsonBytes } from "./cut-json.ts";
import type { EngineDeps } from "./deps.ts";
import type { Continuation } from "./live-run.ts";
import { fitOutput } from "./results.ts";
import type { RunContext } from "./run-context.ts";

/** Parts beside the output have limits of their own: so much of the whole answer, and never more than that. */
const PARTS = {
  logs: { share: 1 / 4, maxBytes: 64 * 1024 },
  error: { share: 1 / 8, maxBytes: 16 * 1024 },
  diagnostics: { share: 1 / 8, maxBytes: 32 * 1024 },
  calls: { share: 1 / 8, maxBytes: 32 * 1024 },
  approvals: { share: 1 / 4, maxBytes: 64 * 1024 },
} as const;
const MAX_NAME_BYTES = 200;
const MAX_ARGUMENT_BYTES = 4 * 1024;
const MAX_LINE_BYTES = 8 * 1024;
const MAX_CALLS = 100;
const MAX_DIAGNOSTICS = 40;
const MAX_MESSAGE_BYTES = 2_000;
/** An output has that much whatever else there is. */
const LEAST_OUTPUT_BYTES = 256;

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
  if (output.blocked.length > 0) return blockedAnswer(deps, context, end, output.blocked, "output");

  const maxBytes = context.policy.sandbox.outputKb * 1024;
  const parts = fitParts(context, end, maxBytes);
  const rest = {
    runId: context.runId,
    status: end.status,
    success: end.status === "completed",
    executionTimeMs: end.executionTimeMs,
    codeHash: end.codeHash,
    resourceUsage: end.usage,
    ...parts,
  };
  const room = maxBytes - jsonBytes(rest as unknown as Json) - '"output":,"truncated":,'.length;
  const fitted = await fitOutput(deps.store, output.value, Math.max(LEAST_OUTPUT_BYTES, room));
  await context.pii.flush();
  return { ...rest, ...fitted };
}

/** All but the output, each within its share of the answer, with counts of what had to go. */
function fitParts(context: RunContext, end: RawEnd, maxBytes: number) {
  const { pii } = context;
  const roomOf = (part: keyof typeof PARTS): number => Math.min(PARTS[part].maxBytes, maxBytes * PARTS[part].share);
  const lines = [...context.logs, ...ofSkills(context)];
  const logs = fitLogs(lines, roomOf("logs"));
  const calls = washCalls(pii, context.calls).sort((a, b) => a.seq - b.seq);
  const toolCalls = fitList(endsOf(calls), roomOf("calls"));
  const diagnostics = fitList(washDiagnostics(pii, end.diagnostics ?? []), roomOf("diagnostics"));
  const approvals = fitApprovals(end.approvals ?? [], maxBytes);
  const missing = {
    logs: lines.length - logs.length,
    toolCalls: calls.length - toolCalls.length,
    diagnostics: (end.diagnostics ?? []).length - diagnostics.length,
    approvals: (end.approvals ?? []).length - approvals.length,
  };
  const omitted = Object.fromEntries(Object.entries(missing).filter(([, count]) => count > 0));
  return {
    logs,
    ...(end.error === undefined ? {} : { error: washError(pii, end.error, roomOf("error")) }),
    ...(diagnostics.length === 0 ? {} : { diagnostics }),
    toolCalls,
    ...(approvals.length === 0 ? {} : { approvals }),
    ...(Object.keys(omitted).length === 0 ? {} : { omitted }),
  };
}

/** Which call waits matters more than all of its arguments; a person sees them whole. */
export function fitApprovals(approvals: readonly ApprovalSummary[], answerBytes: number): readonly ApprovalSummary[] {
  const room = Math.min(PARTS.approvals.maxBytes, answerBytes * PARTS.approvals.share);
  const short = approvals.map((approval) => ({
    ...approval,
    arguments: cutJson(approval.arguments, Math.min(MAX_ARGUMENT_BYTES, room / 4)).value,
    reason: cutText(approval.reason, MAX_NAME_BYTES),
  }));
  return fitList(short, room);
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
    toolCalls: fitList(washCalls(context.pii, context.calls.slice(0, MAX_CALLS)), PARTS.calls.maxBytes),
  };
}

/** Washed whole and then cut: half a value is none that we would know. */
export function washError(pii: PiiSession, error: RunError, maxBytes: number = PARTS.error.maxBytes): RunError {
  const wash = (text: string, most: number): string => cutText(pii.washText(text).value, most);
  const half = Math.floor(maxBytes / 2) - MAX_NAME_BYTES;
  return {
    ...error,
    code: cutText(error.code, MAX_NAME_BYTES),
    message: wash(error.message, half),
    ...(error.name === undefined ? {} : { name: wash(error.name, MAX_NAME_BYTES) }),
    ...(error.stack === undefined ? {} : { stack: wash(error.stack, half) }),
  };
}

/** The names of a call that failed may be the code's own invention, and hold anything. */
function washCalls(pii: PiiSession, calls: readonly ToolCallRecord[]): ToolCallRecord[] {
  const wash = (text: string): string => cutText(pii.washText(text).value, MAX_NAME_BYTES);
  return calls.map((call) =>
    call.errorCode === undefined ? call : { ...call, server: wash(call.server), tool: wash(call.tool) },
  );
}

function endsOf(calls: readonly ToolCallRecord[]): readonly ToolCallRecord[] {
  return calls.length <= MAX_CALLS ? calls : [...calls.slice(0, MAX_CALLS / 2), ...calls.slice(-MAX_CALLS / 2)];
}

function washDiagnostics(pii: PiiSession, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const wash = (text: string, most: number): string => cutText(pii.washText(text).value, most);
  return diagnostics.slice(0, MAX_DIAGNOSTICS).map((diagnostic) => ({
    ...diagnostic,
    message: wash(diagnostic.message, MAX_MESSAGE_BYTES),
    ...(diagnostic.snippet === undefined ? {} : { snippet: wash(diagnostic.snippet, 400) }),
    ...(diagnostic.advice === undefined ? {} : { advice: wash(diagnostic.advice, MAX_MESSAGE_BYTES) }),
  }));
}

function ofSkills({ skillLogs }: RunContext): readonly LogLine[] {
  return [...skillLogs].sort(([a], [b]) => a - b).flatMap(([, logs]) => logs);
}

/** Whole items from the start. */
function fitList<T>(items: readonly T[], maxBytes: number): readonly T[] {
  let used = 2;
  const end = items.findIndex((item) => {
    used += jsonBytes(item as Json) + 1;
    return used > maxBytes;
  });
  return end < 0 ? items : items.slice(0, end);
}

function fitLogs(logs: readonly LogLine[], maxBytes: number): readonly LogLine[] {
  const most = Math.min(MAX_LINE_BYTES, Math.floor(maxBytes / 2));
  const lines = logs.map(({ level, text }) => {
    const kept = cutText(text, most);
    return {
      level,
      text: kept.length === text.length ? text : `${kept}… ${text.length - kept.length} more characters`,
    };
  });
  const kept = fitList(lines, maxBytes - 200);
  if (kept.length === logs.length) return kept;
  return [...kept, { level: "warn", text: `… ${logs.length - kept.length} more lines; log less or return data` }];
}
