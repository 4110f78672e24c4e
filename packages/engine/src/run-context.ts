import type {
  ContentBlock,
  GuestFailure,
  LogLine,
  PiiSession,
  Policy,
  RunId,
  SessionKey,
  ToolCallRecord,
} from "@sluice/contracts";
import type { Caller, RunHooks } from "./deps.ts";
import type { Drain } from "./drain.ts";
import type { RunTraffic } from "./run-traffic.ts";

/** What one run carries through every step. Mutable parts grow while it runs. */
export interface RunContext {
  readonly runId: RunId;
  readonly caller: Caller;
  readonly policy: Policy;
  readonly pii: PiiSession;
  readonly session: SessionKey;
  readonly sessionName: string;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly drain: Drain;
  readonly hooks: RunHooks;
  readonly isDurable: boolean;
  /** 0 for a run an agent asked for, 1 for a skill it called, and so on. */
  readonly depth: number;
  /** What the code registered with undo() runs at its end even if that is a good one: it is rolled back, or told to end. */
  readonly isUndone: boolean;
  /** Of the new calls of a run that is told to end, before it undoes: the next one tells it, or none leaves. */
  readonly cancelsCalls: "none" | "next" | "all";
  readonly calls: ToolCallRecord[];
  readonly logs: LogLine[];
  /** What skills called as tools wrote, by call: when they wrote it is not in the journal, so it follows the run's own lines. */
  readonly skillLogs: Map<number, readonly LogLine[]>;
  readonly displayed: ContentBlock[];
  /** Shared with the skills that the run calls. */
  readonly traffic: RunTraffic;
}

export const MAX_SKILL_DEPTH = 8;

export function remainingMs(context: RunContext, nowMs: number = Date.now()): number {
  return Math.max(1, context.deadlineMs - nowMs);
}

export function toToolError(
  server: string,
  tool: string,
  code: string,
  message: string,
  retryable = false,
): GuestFailure {
  return { name: "ToolError", server, tool, code, message, retryable };
}
