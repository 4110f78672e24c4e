import type { Json } from "./json.ts";
import type { IsolationTier } from "./policy.ts";
import type { LogLevel, ResourceUsage } from "./run.ts";

/** Everything the process is started and watched with. Derived from a policy by `toPermissions`. */
export interface SandboxPermissions {
  /** The least isolation that will do; `any` takes the best the machine offers. */
  readonly isolation: IsolationTier;
  readonly jit: boolean;
  readonly memoryMb: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Bytes of stdout and stderr that are not frames, plus log frames. */
  readonly outputKb: number;
  readonly frameKb: number;
  readonly openFiles: number;
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: {
    readonly read: boolean;
    readonly write: boolean;
    readonly maxFileMb: number;
    readonly maxTotalMb: number;
    readonly maxFiles: number;
  };
  readonly calls: { readonly perRun: number; readonly parallel: number };
}

export interface SandboxRequest {
  readonly runId: string;
  /** Processes are pooled per permissions and never shared between principals once they saw code. */
  readonly principal: string;
  /** One ES module; `export default async (rt) => value`. See docs/ARCHITECTURE.md, "The compiled module". */
  readonly code: string;
  readonly startup: GuestStartup;
  readonly permissions: SandboxPermissions;
  /** Absolute path of the session's folder, existing. Absent: no files at all. */
  readonly workspaceDir?: string;
  /** Epoch milliseconds; queueing counts too. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** One file operation of a program; the outcome is left out where it was too large to keep. */
export interface FileNote {
  readonly what: string;
  readonly outcome?:
    | { readonly ok: true; readonly value: Json }
    | {
        readonly ok: false;
        readonly error: { readonly name: string; readonly message: string; readonly code?: string };
      };
}

export interface GuestStartup {
  /** The caller's data, already resolved. */
  readonly context: Json;
  /** Real values for the string literals that held tokens, by index in the compiled module. */
  readonly literals: readonly string[];
  /** 32 hex characters; every random number of the guest comes from it. */
  readonly seed: string;
  /** Date.now() of the guest until the first delivery. */
  readonly nowMs: number;
  /** After the program ended well, run what it registered with undo(), newest first. */
  readonly rollback?: boolean;
  /** File operations that the journal has, in their order: given back instead of being done again. */
  readonly notes?: readonly FileNote[];
  /** No file is touched: operations beyond the notes fail. */
  readonly isWithoutFiles?: boolean;
}

/** What the guest asks of the host. Already checked for shape, id and limits; content is still hostile. */
export type GuestCall =
  | { readonly id: number; readonly kind: "tool"; readonly address: string; readonly args: Json }
  | { readonly id: number; readonly kind: "host"; readonly name: HostFunction; readonly args: readonly Json[] }
  | { readonly id: number; readonly kind: "timer"; readonly delayMs: number };

/** The functions of client.ts and the globals that the host serves. */
export const hostFunctions = [
  "searchTools",
  "describeTool",
  "display",
  "readResult",
  "step.begin",
  "step.end",
  "sleep",
  "waitForEvent",
  "state.get",
  "state.set",
  "ask",
  "undo.register",
  "undo.begin",
  "continueAsNew",
  "fetch",
  "pii.type",
  "pii.mask",
  "pii.domain",
] as const;
export type HostFunction = (typeof hostFunctions)[number];

export interface GuestFailure {
  readonly name: "ToolError" | "Error";
  readonly server?: string;
  readonly tool?: string;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export type GuestOutcome =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: GuestFailure };

export interface GuestError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Set where a ToolError went uncaught. */
  readonly code?: string;
}

export const limitNames = [
  "memory",
  "cpu",
  "wall",
  "output",
  "frame",
  "frame-depth",
  "file-size",
  "workspace-size",
  "workspace-files",
  "open-files",
  "calls",
  "parallel-calls",
  "unread-answers",
  "processes",
] as const;
export type LimitName = (typeof limitNames)[number];

/** How a process ended; decided from exit status and the host's own counters, never from what the guest says. */
export type SandboxEnd =
  | { readonly kind: "completed"; readonly value: Json; readonly warnings: readonly string[] }
  | { readonly kind: "failed"; readonly error: GuestError }
  | {
      readonly kind: "limit";
      readonly limit: LimitName;
      readonly used: number;
      readonly max: number;
      readonly unit: string;
    }
  | { readonly kind: "protocol"; readonly message: string }
  | {
      readonly kind: "crashed";
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly stderr: string;
    }
  | { readonly kind: "killed"; readonly reason: KillReason };

export type KillReason = "cancelled" | "suspended" | "shutdown" | "finished";

export interface SandboxExit {
  readonly end: SandboxEnd;
  readonly usage: ResourceUsage;
  readonly wallMs: number;
  readonly isolation: IsolationTier;
  /** Ids of calls that were still open when the run ended. */
  readonly unawaited: readonly number[];
}

export interface SandboxHost {
  /** Must not throw. Answer with `run.deliver`. */
  onCall(call: GuestCall): void;
  onLog(line: { readonly level: LogLevel; readonly text: string }): void;
  /** A file operation was done. Must not throw. */
  onNote?(note: FileNote): void;
  /** The run waits for a process; 1 is next. */
  onQueued?(position: number): void;
}

export interface SandboxRun {
  readonly isolation: IsolationTier;
  /** Frames reach the guest in the order of these calls; the guest drains its microtasks between two of them. Ignored after the end. */
  deliver(callId: number, outcome: GuestOutcome, nowMs: number): void;
  kill(reason: KillReason): void;
  /** Never rejects. */
  readonly exit: Promise<SandboxExit>;
}

export interface SandboxStats {
  readonly tier: IsolationTier;
  readonly idle: number;
  readonly busy: number;
  readonly queued: number;
  readonly started: number;
}

export interface TierReport {
  readonly tier: IsolationTier;
  readonly isAvailable: boolean;
  /** Why not, or what it consists of. */
  readonly reason: string;
}

export interface Sandbox {
  /**
   * Takes a warm process, hands it the code and returns once it runs.
   * @throws EngineError `isolation_unavailable`, `sandbox_unavailable`, `overloaded`, `timeout`, `cancelled`
   */
  start(request: SandboxRequest, host: SandboxHost): Promise<SandboxRun>;
  /** Starts processes ahead for these permissions, and for that folder where runs will have one. */
  warm(permissions: SandboxPermissions, workspaceDir?: string): Promise<void>;
  stats(): SandboxStats;
  /** Finds out what the machine offers, at the latest when `start` or `warm` need to know. Never rejects. */
  readonly ready: Promise<void>;
  /** Empty before `ready`. */
  tiers(): readonly TierReport[];
  /** Kills every process. Idempotent. */
  close(): Promise<void>;
}
