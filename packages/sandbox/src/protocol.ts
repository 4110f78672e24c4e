// The words on the two pipes. Imports nothing, so that the guest can share the types.

export type FrameJson = null | boolean | number | string | readonly FrameJson[] | { readonly [key: string]: FrameJson };

export const frameLogLevels = ["debug", "info", "log", "warn", "error"] as const;
export type FrameLogLevel = (typeof frameLogLevels)[number];

/** One file operation of the program: what it was, and what came of it unless that was too large to keep. */
export interface FileNote {
  readonly what: string;
  readonly outcome?:
    | { readonly ok: true; readonly value: FrameJson }
    | {
        readonly ok: false;
        readonly error: { readonly name: string; readonly message: string; readonly code?: string };
      };
}

export interface StartMessage {
  readonly type: "start";
  readonly code: string;
  readonly context: FrameJson;
  readonly literals: readonly string[];
  readonly seed: string;
  readonly nowMs: number;
  /** Tool calls that may be in flight, those of `slotFunctions` included; the guest queues the rest. */
  readonly parallel: number;
  readonly slotFunctions: readonly string[];
  /** After the program ended well, run its compensations. */
  readonly rollback?: boolean;
  /** File operations that were done already, in their order. */
  readonly notes?: readonly FileNote[];
  /** File operations beyond the notes fail instead of being done. */
  readonly isWithoutFiles?: boolean;
}

export interface AnswerError {
  readonly name: "ToolError" | "Error";
  readonly server?: string;
  readonly tool?: string;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export type AnswerMessage =
  | {
      readonly type: "answer";
      readonly id: number;
      readonly nowMs: number;
      readonly ok: true;
      readonly value: FrameJson;
    }
  | {
      readonly type: "answer";
      readonly id: number;
      readonly nowMs: number;
      readonly ok: false;
      readonly error: AnswerError;
    };

export type HostMessage = StartMessage | AnswerMessage;

export type CallMessage =
  | {
      readonly type: "call";
      readonly id: number;
      readonly kind: "tool";
      readonly address: string;
      readonly args: FrameJson;
    }
  | {
      readonly type: "call";
      readonly id: number;
      readonly kind: "host";
      readonly name: string;
      readonly args: readonly FrameJson[];
    }
  | { readonly type: "call"; readonly id: number; readonly kind: "timer"; readonly delayMs: number };

export interface ErrorFields {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
}

export type ResultMessage =
  | { readonly type: "result"; readonly ok: true; readonly value: FrameJson; readonly warnings: readonly string[] }
  | { readonly type: "result"; readonly ok: false; readonly error: ErrorFields; readonly warnings: readonly string[] };

export type GuestMessage =
  | { readonly type: "ready" }
  | { readonly type: "log"; readonly level: FrameLogLevel; readonly text: string }
  | ({ readonly type: "note" } & FileNote)
  | CallMessage
  | ResultMessage;

/** What every frame of the guest begins with; a line that begins otherwise is log text. */
export const FRAME_PREFIX = '{"type":"';

/** Calls that hold one of the `parallel` places; the others wait for people, clocks or events. */
export const slotFunctions: readonly string[] = ["searchTools", "describeTool", "readResult", "fetch"];
export const takesSlot = (call: { readonly kind: string; readonly name?: string }): boolean =>
  call.kind === "tool" || (call.kind === "host" && slotFunctions.includes(call.name ?? ""));

const MAX_NAME_LENGTH = 300;
const MAX_WARNINGS = 100;

/** A frame's value as a message, or why it is none. Reads own properties only; what is inside `args` and `value` stays hostile. */
export function parseGuestMessage(frame: unknown): GuestMessage | string {
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) return "a frame that is no object";
  const fields = frame as Record<string, unknown>;
  switch (own(fields, "type")) {
    case "ready":
      return { type: "ready" };
    case "log":
      return parseLog(fields);
    case "note":
      return parseNote(fields);
    case "call":
      return parseCall(fields);
    case "result":
      return parseResult(fields);
    default:
      return "a frame of an unknown type";
  }
}

function parseLog(fields: Record<string, unknown>): GuestMessage | string {
  const level = own(fields, "level");
  const text = own(fields, "text");
  if (!frameLogLevels.includes(level as FrameLogLevel) || typeof text !== "string") return "a malformed log frame";
  return { type: "log", level: level as FrameLogLevel, text };
}

function parseNote(fields: Record<string, unknown>): GuestMessage | string {
  const what = own(fields, "what");
  if (typeof what !== "string") return "a malformed note";
  const outcome = own(fields, "outcome");
  if (outcome === undefined) return { type: "note", what };
  if (typeof outcome !== "object" || outcome === null) return "a malformed note";
  const { ok, value, error } = ownFields(outcome, ["ok", "value", "error"]);
  if (ok === true && value !== undefined) return { type: "note", what, outcome: { ok, value: value as FrameJson } };
  if (ok !== false || typeof error !== "object" || error === null) return "a malformed note";
  const { name, message, code } = ownFields(error, ["name", "message", "code"]);
  if (!isText(name) || !isText(message) || !(code === undefined || isText(code))) return "a malformed note";
  return {
    type: "note",
    what,
    outcome: { ok, error: code === undefined ? { name, message } : { name, message, code } },
  };
}

function parseCall(fields: Record<string, unknown>): CallMessage | string {
  const id = own(fields, "id");
  if (!Number.isSafeInteger(id) || (id as number) < 1) return "a call whose id is not a positive integer";
  const call = { type: "call", id: id as number } as const;
  const kind = own(fields, "kind");
  const args = own(fields, "args");
  if (kind === "tool") {
    const address = own(fields, "address");
    if (!isName(address) || args === undefined) return "a malformed tool call";
    return { ...call, kind, address, args: args as FrameJson };
  }
  if (kind === "host") {
    const name = own(fields, "name");
    if (!isName(name) || !Array.isArray(args)) return "a malformed host call";
    return { ...call, kind, name, args };
  }
  if (kind === "timer") {
    const delayMs = own(fields, "delayMs");
    if (!Number.isSafeInteger(delayMs) || (delayMs as number) < 0) return "a malformed timer call";
    return { ...call, kind, delayMs: delayMs as number };
  }
  return "a call of an unknown kind";
}

function parseResult(fields: Record<string, unknown>): ResultMessage | string {
  const warnings = own(fields, "warnings") ?? [];
  if (!Array.isArray(warnings) || warnings.length > MAX_WARNINGS || !warnings.every(isText))
    return "malformed warnings";
  const isOk = own(fields, "ok");
  if (isOk === true) {
    const value = own(fields, "value");
    if (value === undefined) return "a result without a value";
    return { type: "result", ok: true, value: value as FrameJson, warnings };
  }
  const error = own(fields, "error");
  if (isOk !== false || typeof error !== "object" || error === null) return "a malformed result";
  const { name, message, stack } = ownFields(error, ["name", "message", "stack"]);
  if (!isText(name) || !isText(message) || !isText(stack)) return "a malformed error";
  const code = own(error as Record<string, unknown>, "code");
  return {
    type: "result",
    ok: false,
    error: isName(code) ? { name, message, stack, code } : { name, message, stack },
    warnings,
  };
}

function own(fields: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function ownFields(fields: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, own(fields as Record<string, unknown>, key)]));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= MAX_NAME_LENGTH;
}
