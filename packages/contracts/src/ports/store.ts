import type { SessionKey } from "../ids.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Language, PiiType } from "../policy.ts";
import type { RunRecord, RunStatus } from "../run.ts";
import type { FileNote } from "../sandbox.ts";

export interface RunFilter {
  readonly principal?: string;
  readonly status?: readonly RunStatus[];
  readonly since?: string;
  readonly limit: number;
}

export interface RunStore {
  insert(run: RunRecord): Promise<void>;
  update(runId: string, patch: Partial<RunRecord>): Promise<void>;
  get(runId: string): Promise<RunRecord | undefined>;
  /** Newest first, without `answer`: get() has it. */
  list(filter: RunFilter): Promise<readonly RunRecord[]>;
  /** Deletes ended runs that started before `before`, with journals and blobs no run needs. @returns how many */
  prune(before: string): Promise<number>;
}

/** What a run needs to start again: encrypted at rest. */
export interface RunSeed {
  readonly code: string;
  readonly language: Language;
  readonly context: Json;
  readonly typecheck: "error" | "warn" | "off";
  readonly policy: string;
  readonly seed: string;
  readonly nowMs: number;
  readonly timeoutMs: number;
  readonly session: string;
  /** Skill name to exact version, fixed at the first start. */
  readonly skills: Readonly<Record<string, string>>;
}

/**
 * Append-only per run. `intent` is written before dispatch, `outcome` before delivery;
 * the order of outcomes is the order of delivery.
 */
export type JournalEntry =
  | { readonly seq: number; readonly kind: "seed"; readonly seed: RunSeed; readonly atMs: number }
  | {
      readonly seq: number;
      readonly kind: "intent";
      readonly callId: number;
      readonly call: JournaledCall;
      readonly atMs: number;
    }
  | {
      readonly seq: number;
      readonly kind: "outcome";
      readonly callId: number;
      readonly outcome: JournaledOutcome;
      /** The code had given its result by then and never saw it. */
      readonly isLate?: boolean;
      readonly atMs: number;
    }
  | {
      readonly seq: number;
      readonly kind: "approval";
      readonly callId: number;
      readonly approvalId: string;
      readonly atMs: number;
    }
  | { readonly seq: number; readonly kind: "note"; readonly note: FileNote; readonly atMs: number };

export interface JournaledCall {
  readonly kind: "tool" | "host" | "timer";
  /** Tool address, host function, or `timer`. */
  readonly target: string;
  readonly args: Json;
}

export type JournaledOutcome =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: JsonObject };

export interface JournalStore {
  /** Durable against the death of the process when it returns; with `sync`, against a power cut. */
  append(runId: string, entries: readonly JournalEntry[], options?: { readonly sync?: boolean }): Promise<void>;
  read(runId: string): Promise<readonly JournalEntry[]>;
}

export interface ApprovalRecord {
  readonly id: string;
  readonly runId: string;
  readonly principal: string;
  readonly callId: number;
  readonly server: string;
  readonly tool: string;
  /** Digest of server, tool and real arguments: what the decision is bound to. */
  readonly digest: string;
  /** Washed. */
  readonly arguments: Json;
  readonly reason: string;
  readonly annotations: Readonly<Record<string, boolean | string | undefined>>;
  readonly approvers: readonly string[];
  readonly onReject: "throw" | "end";
  readonly status: "pending" | "approved" | "rejected" | "expired";
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly decidedAt?: string;
  readonly decidedBy?: string;
  /** Replacement arguments given by the decider; may hold tokens. */
  readonly editedArguments?: JsonObject;
  readonly note?: string;
}

export interface ApprovalStore {
  insert(approval: ApprovalRecord): Promise<void>;
  get(id: string): Promise<ApprovalRecord | undefined>;
  list(filter: {
    readonly runId?: string;
    readonly status?: ApprovalRecord["status"];
    readonly limit: number;
  }): Promise<readonly ApprovalRecord[]>;
  /** Changes it only while pending; returns the record as it now is, and whether this call decided it. */
  decide(
    id: string,
    decision: Pick<ApprovalRecord, "status" | "decidedAt" | "decidedBy" | "editedArguments" | "note">,
  ): Promise<{ readonly record: ApprovalRecord; readonly isDecided: boolean }>;
}

export interface VaultRow {
  /** `EMAIL_1`: type and number, without brackets. */
  readonly token: string;
  readonly type: PiiType;
  /** Real value with its JSON type. Encrypted at rest. */
  readonly value: string | number;
  readonly origins: readonly string[];
}

export interface VaultStore {
  read(session: SessionKey): Promise<readonly VaultRow[]>;
  /** Inserts or updates by token. */
  write(session: SessionKey, rows: readonly VaultRow[]): Promise<void>;
  erase(session: SessionKey): Promise<void>;
  /** Erases sessions untouched since then. */
  eraseIdle(before: string): Promise<number>;
}

export interface StateStore {
  get(session: SessionKey, key: string): Promise<Json | undefined>;
  set(session: SessionKey, key: string, value: Json): Promise<void>;
}

/** Large values by digest; encrypted at rest. */
export interface BlobStore {
  put(bytes: Uint8Array): Promise<string>;
  get(digest: string): Promise<Uint8Array | undefined>;
}

/** What a parked run waits for. One row a call. */
export interface WaitRecord {
  readonly runId: string;
  readonly callId: number;
  readonly kind: "sleep" | "event" | "question" | "approval";
  readonly createdAtMs: number;
  /** When a sleep is over or a wait gives up. */
  readonly wakeAtMs?: number;
  readonly eventType?: string;
  /** Fields that an event's data must equal. May hold personal data: encrypted at rest. */
  readonly match?: Json;
  readonly question?: string;
  readonly schema?: Json;
  readonly approvalId?: string;
  /** Its outcome is in the journal and the run has not been taken up since. */
  readonly isSettled?: boolean;
}

export interface WaitStore {
  put(wait: WaitRecord): Promise<void>;
  remove(runId: string, callId?: number): Promise<void>;
  get(runId: string, callId: number): Promise<WaitRecord | undefined>;
  list(filter: {
    readonly runId?: string;
    readonly kind?: WaitRecord["kind"];
    readonly limit: number;
  }): Promise<readonly WaitRecord[]>;
  forEvent(eventType: string): Promise<readonly WaitRecord[]>;
  /** Due ones, earliest first. */
  due(nowMs: number, limit: number): Promise<readonly WaitRecord[]>;
  nextWakeMs(): Promise<number | undefined>;
}

export interface ScheduleRecord {
  readonly id: string;
  readonly principal: string;
  readonly skill: string;
  readonly version: string;
  readonly cron: string;
  /** IANA name; the cron fields are read in it. */
  readonly timeZone: string;
  /** Encrypted at rest. */
  readonly input: Json;
  /** Fires that a stopped gateway missed: all at once as one run, or none. */
  readonly missed: "catch-up" | "skip";
  readonly createdAt: string;
  readonly lastFiredMs?: number;
  readonly lastRunId?: string;
  readonly nextFireMs: number;
}

export interface ScheduleStore {
  put(schedule: ScheduleRecord): Promise<void>;
  remove(id: string): Promise<boolean>;
  list(): Promise<readonly ScheduleRecord[]>;
}

/** Calls of one tool or skill by one principal, as they weighed at `atMs`: older ones fade. */
export interface ToolUse {
  readonly good: number;
  readonly bad: number;
  readonly atMs: number;
}

/** What each principal called, by address. Encrypted at rest. */
export interface UseStore {
  read(principal: string): Promise<Readonly<Record<string, ToolUse>>>;
  write(principal: string, use: Readonly<Record<string, ToolUse>>): Promise<void>;
}

/** Logins at upstream servers, shared by all gateways of one data folder. Encrypted at rest. */
export interface CredentialStore {
  read(server: string): Promise<Json | undefined>;
  write(server: string, value: Json): Promise<void>;
  erase(server: string): Promise<void>;
  /**
   * One holder per server at a time, also among processes; freed when the holder's process ends. Rejects with the
   * signal's reason. `work` must end by itself, and must not take the lock again.
   */
  withLock<T>(server: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export interface Store {
  readonly waits: WaitStore;
  readonly schedules: ScheduleStore;
  readonly use: UseStore;
  readonly runs: RunStore;
  readonly journal: JournalStore;
  readonly approvals: ApprovalStore;
  readonly vault: VaultStore;
  readonly state: StateStore;
  readonly blobs: BlobStore;
  close(): Promise<void>;
}
