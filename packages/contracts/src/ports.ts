import type { EventType, SluiceEvent } from "./event.ts";
import type { SessionKey } from "./ids.ts";
import type { Json, JsonObject, JsonSchema } from "./json.ts";
import type { Language, PiiType } from "./policy.ts";
import type { Diagnostic, RunRecord, RunStatus } from "./run.ts";
import type { FileNote } from "./sandbox.ts";
import type { PublishedSkill, PublishSkillRequest, SkillMetadata, SkillSource } from "./skill.ts";
import type { ServerEntry, ToolCall, ToolEntry, ToolOutcome } from "./tool.ts";

// --- upstream -----------------------------------------------------------------------------------

export const serverStates = ["idle", "connecting", "connected", "failed", "backoff", "closed"] as const;
export type ServerState = (typeof serverStates)[number];

export interface ServerStatus {
  readonly server: string;
  readonly state: ServerState;
  readonly transport: "stdio" | "http";
  readonly era?: string;
  readonly tools: number;
  /** Why it is not connected, or what was refused of its list. */
  readonly reason?: string;
  /** What calls fail with until it is connected again; with `upstream_auth` the reason is what a person has to do. */
  readonly failure?: "upstream_auth" | "upstream_unavailable";
  readonly warnings: readonly string[];
  /** `open`: calls fail at once, the reason says why; `half-open`: the next one is a trial. */
  readonly circuit?: "closed" | "open" | "half-open";
  readonly restarts: number;
  readonly retryInMs?: number;
}

/** What a server asks of the client of a run while one of its tools is called. Cleaned, and untrusted all the same. */
export type ServerQuestion =
  | { readonly kind: "elicitation"; readonly message: string; readonly schema: JsonObject }
  | { readonly kind: "sampling"; readonly params: JsonObject };

/** `content`: the fields of the form, or the model's message. */
export type QuestionAnswer =
  | { readonly action: "accept"; readonly content: JsonObject }
  | { readonly action: "decline" | "cancel" };

export type AskClient = (question: ServerQuestion, signal: AbortSignal) => Promise<QuestionAnswer>;

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onProgress?: (progress: {
    readonly progress: number;
    readonly total?: number;
    readonly message?: string;
  }) => void;
  /** Answers what the server asks meanwhile; without it the server is refused. */
  readonly onAsk?: AskClient;
  /** W3C Trace Context of the request that this call serves; handed on in `_meta`. */
  readonly traceparent?: string;
}

export type UpstreamChange =
  | {
      readonly kind: "connected";
      readonly server: ServerEntry;
      readonly era: string;
      readonly tools: number;
      readonly durationMs: number;
    }
  | {
      readonly kind: "tools";
      readonly server: ServerEntry;
      readonly tools: readonly ToolEntry[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: "disconnected"; readonly server: string; readonly reason: string; readonly retryInMs?: number };

export interface Upstream {
  servers(): readonly ServerStatus[];
  /** Connects (or waits for the connection under way) and lists. @throws EngineError `upstream_unavailable`, `unknown_server` */
  connect(server: string, signal?: AbortSignal): Promise<void>;
  /** Never throws; connects first where needed. */
  callTool(call: ToolCall, options: CallOptions): Promise<ToolOutcome>;
  /** Listeners get every change from then on. @returns unsubscribe */
  onChange(listener: (change: UpstreamChange) => void): () => void;
  /** Ends every connection and child process. Idempotent. */
  close(): Promise<void>;
}

// --- catalog ------------------------------------------------------------------------------------

export interface SearchFilter {
  readonly server?: string;
  readonly kind?: ToolEntry["kind"];
  readonly readOnly?: boolean;
  readonly limit: number;
  /** Entries it refuses are neither shown nor counted. */
  readonly isVisible?: (entry: ToolEntry) => boolean;
  /** Mild prior in 0..1, such as past use. */
  readonly boost?: (entry: ToolEntry) => number;
}

export interface SearchHit {
  readonly entry: ToolEntry;
  /** 0..1, best first. */
  readonly score: number;
}

export interface CatalogDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** What was cut, cleaned or left out of what the server listed. */
  readonly warnings?: readonly string[];
}

export interface Catalog {
  /** Replaces all tools of one server; touches only what differs by digest. */
  replaceServer(server: ServerEntry, entries: readonly ToolEntry[]): CatalogDiff;
  removeServer(server: string): CatalogDiff;
  get(address: string): ToolEntry | undefined;
  server(name: string): ServerEntry | undefined;
  servers(): readonly ServerEntry[];
  entriesOf(server: string): readonly ToolEntry[];
  readonly size: number;
  /** A list of queries is one search a step; results are merged so that each step is covered. */
  search(
    query: string | readonly string[],
    filter: SearchFilter,
  ): { readonly hits: readonly SearchHit[]; readonly total: number };
  /** Addresses nearest in spelling, best first. */
  suggest(address: string, limit: number, isVisible?: (entry: ToolEntry) => boolean): readonly string[];
}

// --- codegen ------------------------------------------------------------------------------------

export interface RenderedTool {
  readonly address: string;
  /** camelCase, unique within its server, stable. */
  readonly functionName: string;
  /** `./servers/<server>/<functionName>.ts` */
  readonly importPath: string;
  /** One line: `createIssue(args: { owner: string; … }): Promise<Issue>`. */
  readonly signature: string;
  /** Full declaration with doc comment and named types, self-contained; starts with `export`. */
  readonly declaration: string;
  /** Types and values as a `.ts` module that imports `callTool` from `../../client.ts`. */
  readonly module: string;
  /** Calls the result type was learned from; absent where the server declares it or nothing is known. */
  readonly observedCalls?: number;
  readonly warnings: readonly string[];
}

/** What results of a tool looked like: names and types, never values. */
export interface ObservedShape {
  /** How many results it was learned from; where it is left out, the declaration does not change with every call. */
  readonly calls?: number;
  readonly schema: JsonSchema;
}

export interface ArgumentProblem {
  readonly path: string;
  readonly message: string;
}

export interface Codegen {
  /** `observed` types the result of a tool that declares none: to show, and to warn by, not to refuse code by. */
  render(entry: ToolEntry, observed?: ObservedShape): Promise<RenderedTool>;
  /** Original tool name for a function name (or for itself); undefined where the server has none. */
  toolNameOf(server: string, functionName: string): string | undefined;
  functionNameOf(server: string, tool: string): string | undefined;
  /** Must be told of each server's tools before the two above answer for it. */
  setServer(server: string, entries: readonly ToolEntry[]): void;
  removeServer(server: string): void;
  /** Against the tool's own input schema; empty = valid. Never throws: a schema that cannot be compiled accepts. */
  checkArguments(entry: ToolEntry, args: JsonObject): readonly ArgumentProblem[];
  /** Writes generated/servers/<server>/*.ts atomically, only where digests changed. */
  writeServer(
    server: ServerEntry,
    entries: readonly ToolEntry[],
  ): Promise<{ readonly written: number; readonly warnings: readonly string[] }>;
}

// --- compiler -----------------------------------------------------------------------------------

/** What a specifier in agent code stands for. */
export type ModuleTarget =
  | { readonly kind: "client" }
  | { readonly kind: "tool"; readonly server: string; readonly functionName: string }
  | { readonly kind: "server"; readonly server: string }
  | { readonly kind: "skill"; readonly skill: SkillSource }
  | { readonly kind: "unknown"; readonly message: string; readonly suggestions: readonly string[] };

/** Resolves what code names, and hands out declarations for the type check. */
export interface ModuleHost {
  /** Specifiers as written: `./servers/github/createIssue.ts`, `./servers/github/index.ts`, `./client.ts`, `./skills/x@1.ts`. */
  resolve(specifier: string): Promise<ModuleTarget>;
  /** Servers by their name in code (`servers.<name>`). */
  serverNames(): readonly string[];
  /** Function names of a server; empty where there is none. */
  functionNames(server: string): readonly string[];
  /** Self-contained TypeScript for one tool function, see RenderedTool.module; undefined where there is none. */
  declarationOf(
    server: string,
    functionName: string,
  ): Promise<{ readonly module: string; readonly digest: string; readonly signature?: string } | undefined>;
  suggest(server: string, functionName: string): readonly string[];
}

export interface CompileRequest {
  readonly code: string;
  readonly language: Language;
  readonly host: ModuleHost;
  /** Rule id to effect; a rule that is absent has its own default. */
  readonly rules: Readonly<Record<string, "block" | "warn" | "off">>;
  readonly typecheck: "error" | "warn" | "off";
  readonly signal?: AbortSignal;
}

export interface SecurityIssue {
  readonly rule: string;
  readonly severity: "block" | "warn";
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly advice: string;
}

export interface CompiledProgram {
  readonly kind: "compiled";
  /** sha-256 of the source as sent. */
  readonly codeHash: string;
  /** One ES module: `export default async (rt) => value`. */
  readonly code: string;
  /** Literals that may hold tokens, in order of index; their real values travel in GuestStartup.literals. */
  readonly literals: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly issues: readonly SecurityIssue[];
  readonly tools: readonly { readonly server: string; readonly functionName: string }[];
  readonly skills: readonly { readonly name: string; readonly version: string }[];
  /** Maps a position in `code` back to the agent's own source; undefined for our own glue. `file` names a skill where it is one's. */
  mapPosition(
    line: number,
    column: number,
  ): { readonly line: number; readonly column: number; readonly file?: string } | undefined;
}

export interface RejectedProgram {
  readonly kind: "rejected";
  readonly codeHash: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly issues: readonly SecurityIssue[];
}

export interface Compiler {
  compile(request: CompileRequest): Promise<CompiledProgram | RejectedProgram>;
  /**
   * The same program as a module with `export default`: unchanged where it has one, else its imports stay on top
   * and its body (last expression returned) becomes `export default async function (context: any) { … }`.
   * @throws EngineError `invalid_code`
   */
  toSkillModule(code: string, language: Language): string;
  /** Ends the type-check child. Idempotent. */
  close(): Promise<void>;
}

// --- skills -------------------------------------------------------------------------------------

export interface SkillStore {
  list(): Promise<readonly SkillMetadata[]>;
  /** `version` may be a prefix (`1`, `1.2`); absent = current. @throws EngineError `not_found` */
  read(name: string, version?: string): Promise<SkillSource>;
  /** @throws EngineError `bad_input`, `conflict` */
  publish(request: PublishSkillRequest): Promise<PublishedSkill>;
  /** Fires when the folder changed on disk or by publish. @returns unsubscribe */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

// --- store --------------------------------------------------------------------------------------

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

// --- events -------------------------------------------------------------------------------------

export interface EventBus {
  /** Never throws and never waits: a slow or lost subscriber costs the publisher nothing. */
  publish(event: SluiceEvent): void;
  subscribe(listener: (event: SluiceEvent) => void, options?: { readonly types?: readonly EventType[] }): () => void;
  /** Kept events after that id (oldest first), or all kept ones; for Last-Event-ID. */
  since(eventId: string | undefined): readonly SluiceEvent[];
  /** Sends what is left. Idempotent. */
  close(): Promise<void>;
}
