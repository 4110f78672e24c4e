/**
 * What code in the sandbox imports from `./client.ts`. Written into the generated folder as it stands, for editors
 * and for reading: in the sandbox the functions are the engine's own.
 */

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export interface SearchOptions {
  server?: string;
  kind?: "tool" | "skill";
  /** Only tools that say they change nothing. */
  readOnly?: boolean;
  /** @default 8 */
  limit?: number;
  /** @default "summary" */
  detail?: "names" | "summary" | "full";
}

export interface SearchResult {
  address: string;
  kind: "tool" | "skill";
  server: string;
  name: string;
  importPath: string;
  description: string;
  signature: string;
  /** 0 to 1, best first. */
  score: number;
  /** With `detail: "full"`. */
  declaration?: string;
}

/** Tools and skills for a need; a list of queries has one a step of the plan. */
export declare function searchTools(
  query: string | string[],
  options?: SearchOptions,
): Promise<{ results: SearchResult[]; total: number }>;

export interface ToolDescription {
  address: string;
  declaration: string;
  description: string;
  annotations: Record<string, boolean | string | undefined>;
  instructions?: string;
}

export declare function describeTool(address: string): Promise<ToolDescription>;

/**
 * Calls a tool by address, such as `github.create_issue`. Resolves to its structured content, else JSON parsed from
 * its text, else the text; images, audio and resources come as content objects. Rejects with a `ToolError`.
 */
// biome-ignore lint/suspicious/noExplicitAny: what a tool answers is known to its caller alone.
export declare function callTool(address: string, args?: object): Promise<any>;

/** Hands text, an image, audio or a resource on to the one who reads the run's answer. */
export declare function display(content: unknown): Promise<void>;

/**
 * Writes into the session's folder, where the policy opens it: an image, audio or embedded resource that a tool returned
 * as its bytes, text and bytes as they are, anything else as JSON. Makes the folders on the way.
 */
export declare function saveFile(path: string, content: unknown): Promise<{ path: string; bytes: number }>;

export interface ReadOptions {
  /** Such as `items[120:140].name`. */
  path?: string;
  offset?: number;
  limit?: number;
}

/** Pages through a result that was cut. */
// biome-ignore lint/suspicious/noExplicitAny: part of a result is as open as the result.
export declare function readResult(handle: string, options?: ReadOptions): Promise<any>;

/** Runs `fn` once: when the run is repeated after a crash, its recorded result is given instead. */
export declare function step<T>(name: string, fn: () => T | Promise<T>): Promise<T>;

/** Milliseconds, or text such as `"5m"`. The run may leave memory meanwhile. */
export declare function sleep(duration: number | string): Promise<void>;

export declare function waitForEvent<T = unknown>(
  type: string,
  options?: { match?: Record<string, JsonValue>; timeout?: number | string },
): Promise<T>;

/** Kept per session, as JSON. */
export declare const state: {
  get<T = unknown>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
};

/** Asks the person who started the run; `schema` is a JSON Schema of the answer. The run waits for it. */
// biome-ignore lint/suspicious/noExplicitAny: the answer is what the schema says.
export declare function ask<T = any>(question: unknown, schema?: unknown): Promise<T>;

export interface RetryOptions {
  attempts?: number;
  delayMs?: number;
  maxDelayMs?: number;
  /** Whether to try again after this error. */
  when?: (error: unknown, attempt: number) => boolean;
}

export declare function retry<T>(fn: () => T | Promise<T>, options?: RetryOptions): Promise<T>;

/** Registers what takes an effect back: run in reverse order when the run fails. */
export declare function undo(fn: () => unknown): Promise<void>;

/** Ends this run and starts the same code anew with another context. */
export declare function continueAsNew(context?: unknown): Promise<never>;

/** What a failed tool call rejects with. Also a global. */
export declare class ToolError extends Error {
  readonly server: string;
  readonly tool: string;
  readonly code: string;
  readonly retryable: boolean;
}
