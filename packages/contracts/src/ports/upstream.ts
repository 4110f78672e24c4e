import type { JsonObject } from "../json.ts";
import type { ServerEntry, ToolCall, ToolEntry, ToolOutcome } from "../tool.ts";

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
