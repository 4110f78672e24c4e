import { z } from "zod";
import type { Json } from "./json.ts";

export const runStatuses = ["running", "waiting", "completed", "failed", "interrupted", "cancelled"] as const;
export type RunStatus = (typeof runStatuses)[number];

export const logLevels = ["debug", "info", "log", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
}

/** Position in the agent's own source, 1-based; `snippet` is the line itself. */
export interface Diagnostic {
  /** Rule id such as `no-dynamic-code`, `parse`, or `ts2345`. */
  readonly rule: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly snippet?: string;
  readonly advice?: string;
  /** Set where the position is in a skill's source: `skills/<name>.ts`. */
  readonly file?: string;
}

export interface RunError {
  readonly code: string;
  readonly name?: string;
  readonly message: string;
  /** Frames of the agent's own code, with its own line numbers. */
  readonly stack?: string;
  readonly line?: number;
  readonly column?: number;
  readonly retryable?: boolean;
}

/** One line of the host's own call log. Holds tokens, never personal data. */
export interface ToolCallRecord {
  readonly seq: number;
  readonly server: string;
  readonly tool: string;
  readonly status: "ok" | "failed" | "denied" | "waiting" | "unawaited" | "cancelled";
  readonly durationMs: number;
  readonly errorCode?: string;
}

export interface ApprovalSummary {
  readonly id: string;
  readonly server: string;
  readonly tool: string;
  /** Arguments with tokens in place of personal data. */
  readonly arguments: Json;
  readonly reason: string;
  readonly annotations: Readonly<Record<string, boolean | string | undefined>>;
  readonly expiresAt: string;
}

export const resourceUsageSchema = z.object({
  /** Peak resident memory. */
  memoryMb: z.number(),
  cpuMs: z.number(),
  timeout: z.boolean(),
});
export type ResourceUsage = z.infer<typeof resourceUsageSchema>;

export interface Truncation {
  /** Reads the whole with `getRun({ action: "read" })` or `readResult()`. */
  readonly handle: string;
  readonly originalBytes: number;
  readonly keptBytes: number;
  readonly note: string;
}

/** What a run cost the model that asked for it, and what the same calls would have cost it directly; in o200k_base. */
export interface ModelTokens {
  readonly direct: {
    /** Of every upstream tool that the policy shows. */
    readonly definitions: number;
    /** Arguments and results of the run's upstream calls. */
    readonly calls: number;
    readonly total: number;
  };
  readonly sluice: {
    /** Of the five tools. */
    readonly definitions: number;
    readonly request: number;
    readonly answer: number;
    readonly total: number;
  };
  /** Some results were too large to count whole: part of them is taken by their length. */
  readonly isEstimated?: boolean;
}

/** The answer of executeCode and of getRun. */
export interface RunAnswer {
  readonly runId: string;
  readonly status: RunStatus;
  readonly success: boolean;
  readonly output: Json;
  readonly logs: readonly LogLine[];
  readonly error?: RunError;
  readonly diagnostics?: readonly Diagnostic[];
  readonly executionTimeMs: number;
  /** sha-256 of the source as sent, in hex. */
  readonly codeHash: string;
  readonly resourceUsage: ResourceUsage;
  readonly toolCalls: readonly ToolCallRecord[];
  readonly approvals?: readonly ApprovalSummary[];
  readonly truncated?: Truncation;
  /** How many are missing of each list that was too long. */
  readonly omitted?: Readonly<Partial<Record<"logs" | "toolCalls" | "diagnostics" | "approvals", number>>>;
  /** Counted after the answer left, so that only getRun has it. */
  readonly modelTokens?: ModelTokens;
}

export interface RunRecord {
  readonly runId: string;
  readonly principal: string;
  readonly session: string;
  readonly policy: string;
  readonly status: RunStatus;
  readonly language: string;
  readonly codeHash: string;
  /** Washed source, cut to a few hundred characters. */
  readonly snippet: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly isolation?: string;
  readonly isDurable: boolean;
  readonly toolCallCount: number;
  readonly errorCode?: string;
  /** Skill and version, where the run is one of a skill. */
  readonly skill?: string;
  readonly modelTokens?: ModelTokens;
  readonly answer?: RunAnswer;
}

export interface RunStats {
  /** ISO 8601; runs that started since then. */
  readonly since: string;
  readonly runs: number;
  /** There are more runs than were summed: the oldest are left out. */
  readonly isPartial: boolean;
  readonly byStatus: Readonly<Partial<Record<RunStatus, number>>>;
  readonly toolCalls: number;
  /** Of the runs that were counted; absent where none was. */
  readonly modelTokens?: ModelTokens & { readonly runs: number; readonly saved: number };
}
