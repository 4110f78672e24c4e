import type {
  Catalog,
  Codegen,
  Compiler,
  EventBus,
  Json,
  JsonObject,
  LogLine,
  ObservedShape,
  PiiSession,
  Policy,
  QuestionAnswer,
  Sandbox,
  ServerQuestion,
  SessionKey,
  SkillStore,
  Store,
  ToolEntry,
  Upstream,
} from "@sluice/contracts";
import type { RunTraffic } from "./run-traffic.ts";

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface NetworkRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface EngineDeps {
  readonly catalog: Catalog;
  readonly codegen: Codegen;
  readonly compiler: Compiler;
  readonly upstream: Upstream;
  readonly skills: SkillStore;
  readonly store: Store;
  readonly events: EventBus;
  readonly sandbox: Sandbox;
  readonly log: Log;
  /** The policy in force for a principal at this moment; edits take effect with the next run. */
  policyFor(principal: string): Policy;
  openPii(session: SessionKey, policy: Policy): Promise<PiiSession>;
  /** Absolute path of the session's workspace, created where missing. */
  workspaceDir(session: SessionKey): Promise<string>;
  /** Values of the environment names that a policy hands to code. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves once every configured server was listed at least once, or its turn is over. */
  ensureCatalog(signal?: AbortSignal): Promise<void>;
  /** Learns result types where a server declares none. */
  readonly shapes?: {
    learn(entry: ToolEntry, value: Json, options?: { readonly isPersonal?: (text: string) => boolean }): void;
    shapeOf(entry: ToolEntry): ObservedShape | undefined;
  };
  /** How much each entry is to rise in a principal's search, from 0 to 1. */
  boostOf?(principal: string): Promise<(entry: ToolEntry) => number>;
  /** Told of the skills that an ended run imported; what it called, the events tell. */
  noteImports?(principal: string, skills: readonly string[], isGood: boolean): void;
  /** Absent: model tokens are not counted. */
  readonly tokenBook?: TokenBook;
  /** Serves the guest's fetch; hosts are already allowed by the policy. Absent: no network at all. */
  fetch?(request: NetworkRequest, signal: AbortSignal): Promise<JsonObject>;
}

/** A run that ended or parked, with what its model tokens are counted from. */
export interface EndedRun {
  readonly runId: string;
  readonly policy: Policy;
  readonly traffic: RunTraffic;
  readonly answer: Json;
}

export interface TokenBook {
  /** Counts later, once the answer has left. Never throws. */
  record(run: EndedRun): void;
  /** Resolves when what was recorded of the run, or of all, is counted, or after a short time. */
  settled(runId?: string): Promise<void>;
}

/** Who asks, as the gateway authenticated it. */
export interface Caller {
  readonly principal: string;
  /** Sees and ends everyone's runs; policies still apply to what it starts. */
  readonly isAdmin?: boolean;
}

export interface RunHooks {
  readonly signal?: AbortSignal;
  /** Washed console lines while the run goes on. */
  readonly onLog?: (line: LogLine) => void;
  /** Washed one-line notes: queue position, tool progress. */
  readonly onProgress?: (message: string) => void;
  /** Asks the client what a server wants to know, washed; left out where the client cannot be asked. */
  readonly onAsk?: (
    question: ServerQuestion & { readonly server: string; readonly tool: string },
    signal: AbortSignal,
  ) => Promise<QuestionAnswer>;
  /** W3C Trace Context of the request, for the servers that this run calls. */
  readonly traceparent?: string;
}
