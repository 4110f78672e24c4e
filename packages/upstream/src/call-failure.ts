import {
  InsufficientScopeError,
  ProtocolError,
  ProtocolErrorCode,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { type ErrorCode, isEngineError, type ToolCall, type ToolFailure } from "@sluice/contracts";
import { cleanMessage, hideSecrets } from "./clean-text.ts";
import { lostAnswer } from "./http-transport.ts";
import { toLoginAdvice } from "./oauth/login-needed.ts";
import type { ResolvedServer } from "./options.ts";

const MAX_TEXT = 4_000;

export interface FailureContext {
  readonly call: ToolCall;
  readonly timeoutMs: number;
  readonly isCancelled: boolean;
  readonly isTimedOut: boolean;
  /** Whether the tool calls itself read-only or idempotent: only then may a lost call be repeated blindly. */
  readonly isRepeatable: boolean;
  /** How the connection ended, fit for an agent. */
  readonly endReason: string | undefined;
  readonly server: ResolvedServer;
}

/** What an agent is told about a call that threw. */
export function toCallFailure(error: unknown, context: FailureContext): ToolFailure {
  const { server, tool } = context.call;
  const fail = (code: ErrorCode, why: string, retryable: boolean): ToolFailure => ({
    code,
    message: hideSecrets(`Cannot call "${server}.${tool}": ${why}`, context.server.secrets),
    retryable,
  });
  if (context.isCancelled) return fail("cancelled", "the call was cancelled", false);
  if (context.isTimedOut || hasSdkCode(error, SdkErrorCode.RequestTimeout)) {
    return fail("timeout", `no answer within ${context.timeoutMs} ms`, context.isRepeatable);
  }
  if (isEngineError(error)) {
    const message = hideSecrets(error.message, context.server.secrets);
    return { code: error.code, message, retryable: error.traits.retryable && error.details.isPermanent !== true };
  }
  if (isConnectionLoss(error)) {
    const how = context.endReason === undefined ? "" : ` (${context.endReason})`;
    const advice = context.isRepeatable ? "call it again" : "it may have taken effect, check before calling again";
    return fail("upstream_unavailable", `the server was lost during the call${how}; ${advice}`, context.isRepeatable);
  }
  if (isAuthError(error)) return fail("upstream_auth", toAuthReason(error, context.server), false);
  if (error instanceof ProtocolError) return toProtocolFailure(error, fail);
  if (error instanceof SdkHttpError) {
    const isBusy = [429, 502, 503, 504].includes(error.data.status);
    return fail("upstream_failed", `the server answered HTTP ${error.data.status}`, isBusy && context.isRepeatable);
  }
  if (hasSdkCode(error, SdkErrorCode.CapabilityNotSupported)) {
    return fail("upstream_failed", "it asks for input, which is not available here", false);
  }
  const text = error instanceof Error ? error.message : String(error);
  return fail("upstream_failed", `its answer cannot be used: ${cleanMessage(text, 500)}`, false);
}

function toProtocolFailure(
  error: ProtocolError,
  fail: (code: ErrorCode, why: string, retryable: boolean) => ToolFailure,
): ToolFailure {
  const text = cleanMessage(error.message, MAX_TEXT);
  switch (error.code) {
    case ProtocolErrorCode.InvalidParams:
      return fail("invalid_arguments", text, false);
    case ProtocolErrorCode.MethodNotFound:
      return fail("unknown_tool", text, false);
    case ProtocolErrorCode.UrlElicitationRequired:
      return fail("upstream_auth", "the server wants a person to visit a page first", false);
    default:
      return fail("upstream_failed", text, false);
  }
}

/** The wire is gone: nobody knows whether the call took effect. */
export function isConnectionLoss(error: unknown): boolean {
  if (error instanceof ProtocolError) return error.data === lostAnswer;
  if (hasSdkCode(error, SdkErrorCode.ConnectionClosed, SdkErrorCode.NotConnected, SdkErrorCode.SendFailed)) return true;
  // What fetch throws when there is no answer.
  return error instanceof TypeError;
}

/** Whether somebody is there; undefined where the error does not tell, or the connection's end does. */
export function hasAnswered(error: unknown): boolean | undefined {
  if (isConnectionLoss(error)) return undefined;
  if (error instanceof SdkHttpError) return ![502, 503, 504].includes(error.data.status);
  return error instanceof ProtocolError ? true : undefined;
}

/** The server forgot our session: it did nothing, so the call may be made again in a new one. */
export function isSessionGone(error: unknown): boolean {
  return error instanceof SdkHttpError && error.data.status === 404;
}

export function isAuthError(error: unknown): boolean {
  if (error instanceof UnauthorizedError || error instanceof InsufficientScopeError) return true;
  return error instanceof SdkHttpError && (error.data.status === 401 || error.data.status === 403);
}

/** Why the server let us not in, and what a person can do about it. */
export function toAuthReason(error: unknown, { name, login }: ResolvedServer): string {
  if (login?.hasLogin !== true) return "the server refused our credentials";
  if (error instanceof InsufficientScopeError) {
    const scope = error.requiredScope ?? "";
    // It is meant to be pasted into a shell.
    return /^[\w:./-]+( [\w:./-]+)*$/.test(scope) && scope.length <= 200
      ? `the login lacks the scope "${scope}"; ${toLoginAdvice(name)} --scope "${scope}"`
      : `the login has too few rights; ${toLoginAdvice(name)}`;
  }
  const isForbidden = error instanceof SdkHttpError && error.data.status === 403;
  return isForbidden ? "the server does not let this login do it" : toLoginAdvice(name);
}

function hasSdkCode(error: unknown, ...codes: readonly SdkErrorCode[]): boolean {
  return error instanceof SdkError && codes.includes(error.code);
}
