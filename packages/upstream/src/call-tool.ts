import { type CallOptions, errorTable, isEngineError, type ToolCall, type ToolOutcome } from "@sluice/contracts";
import type { CallCircuit } from "./call-circuit.ts";
import { hasAnswered, isConnectionLoss, isSessionGone, toCallFailure } from "./call-failure.ts";
import type { CallSlots } from "./call-slots.ts";
import { cleanLine, hideSecrets } from "./clean-text.ts";
import type { CallRequest } from "./connection.ts";
import { hideTokens } from "./hide-tokens.ts";
import { callOffer } from "./offers/call-offer.ts";
import type { ResolvedServer } from "./options.ts";
import type { LiveServer, ServerSupervisor } from "./server-supervisor.ts";
import { unwrapResult } from "./unwrap-result.ts";

const PROGRESS_EVERY_MS = 50;
/** A server that is silent for so long is likely gone; a shorter wait was the caller's choice. */
const LONG_MS = 10_000;

export interface CallTarget {
  readonly server: ResolvedServer;
  readonly supervisor: ServerSupervisor;
  readonly slots: CallSlots;
  readonly circuit: CallCircuit;
}

/** Never throws: whatever happens comes back as an outcome, at the latest when the time is up. */
export async function callTool(call: ToolCall, options: CallOptions, target: CallTarget): Promise<ToolOutcome> {
  const timeoutMs = Math.max(1, Math.min(options.timeoutMs, target.server.timeoutMs));
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error("timeout")), timeoutMs);
  const signal = AbortSignal.any([options.signal, deadline.signal]);
  let live: LiveServer | undefined;
  let release: (() => void) | undefined;
  let isAnswered: boolean | undefined;
  const admitted = target.circuit.admit();
  if (admitted === undefined) {
    clearTimeout(timer);
    return toCircuitOpen(call, target.circuit);
  }
  try {
    release = await target.slots.acquire(signal);
    if (release === undefined) return toOverloaded(call);
    for (let round = 1; ; round += 1) {
      live = await target.supervisor.connect(signal);
      const outcome = await callOnce(call, options, live, signal, timeoutMs, target, round === 1);
      if (outcome === "again") continue;
      isAnswered = live.tools.has(call.tool) ? true : undefined;
      return outcome;
    }
  } catch (error) {
    const isLong = timeoutMs >= Math.min(target.server.timeoutMs, LONG_MS);
    if (live !== undefined && !options.signal.aborted) {
      isAnswered = deadline.signal.aborted ? (isLong ? false : undefined) : hasAnswered(error);
    }
    return {
      kind: "failed",
      failure: toCallFailure(error, {
        call,
        timeoutMs,
        isCancelled: options.signal.aborted,
        isTimedOut: deadline.signal.aborted,
        isRepeatable: isRepeatable(live, call.tool),
        endReason: live?.connection.endReason,
        server: target.server,
      }),
    };
  } finally {
    clearTimeout(timer);
    release?.();
    target.circuit.end(admitted, isAnswered);
  }
}

function toCircuitOpen(call: ToolCall, circuit: CallCircuit): ToolOutcome {
  const seconds = Math.max(1, Math.ceil(circuit.retryInMs / 1000));
  const message = `Cannot call "${call.server}.${call.tool}": the server left its last ${circuit.failures} calls without an answer, next attempt in ${seconds} s`;
  return { kind: "failed", failure: { code: "upstream_unavailable", message, retryable: true } };
}

async function callOnce(
  call: ToolCall,
  options: CallOptions,
  live: LiveServer,
  signal: AbortSignal,
  timeoutMs: number,
  target: CallTarget,
  mayRepeat: boolean,
): Promise<ToolOutcome | "again"> {
  const tool = live.tools.get(call.tool);
  if (tool === undefined) return toUnknownTool(call, live);
  // Lost a moment ago: nothing was sent, so a new connection may do it.
  if (!live.connection.isUsable && mayRepeat) {
    target.supervisor.drop(live.connection, "the connection was lost");
    return "again";
  }
  try {
    const onProgress = toProgressListener(options);
    if (live.offers.has(tool.name)) {
      return hideInOutcome(await callOffer(live.connection, call, signal, timeoutMs), target.server);
    }
    const { traceparent, onAsk } = options;
    const raw = await live.connection.call({
      tool,
      args: call.args,
      signal,
      timeoutMs,
      onProgress,
      onAsk,
      traceparent,
    });
    return hideInOutcome(unwrapResult(raw), target.server);
  } catch (error) {
    if (signal.aborted) throw error;
    if (isSessionGone(error) && mayRepeat) {
      target.supervisor.drop(live.connection, "the server forgot the session");
      return "again";
    }
    if (isEngineError(error) && error.code === "upstream_auth") {
      target.supervisor.drop(live.connection, String(error.details.reason), "upstream_auth");
    }
    if (isConnectionLoss(error)) target.supervisor.drop(live.connection, "the connection was lost");
    throw error;
  }
}

function toProgressListener(options: CallOptions): CallRequest["onProgress"] {
  const { onProgress } = options;
  if (onProgress === undefined) return undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  return ({ progress, total, message }) => {
    const nowMs = performance.now();
    if (!Number.isFinite(progress)) return;
    // A server may report each byte; the last word of a total always passes.
    if (nowMs - lastMs < PROGRESS_EVERY_MS && progress !== total) return;
    lastMs = nowMs;
    onProgress({
      progress,
      ...(typeof total === "number" && Number.isFinite(total) ? { total } : {}),
      ...(typeof message === "string" ? { message: cleanLine(message, 500) } : {}),
    });
  };
}

function isRepeatable(live: LiveServer | undefined, toolName: string): boolean {
  // Nothing was sent yet.
  if (live === undefined) return true;
  const annotations = live.tools.get(toolName)?.annotations;
  return annotations?.readOnlyHint === true || annotations?.idempotentHint === true;
}

function hideInOutcome(outcome: ToolOutcome, { secrets, login }: ResolvedServer): ToolOutcome {
  if (outcome.kind === "ok") return { kind: "ok", value: hideTokens(outcome.value, login?.secrets ?? []) };
  return { kind: "failed", failure: { ...outcome.failure, message: hideSecrets(outcome.failure.message, secrets) } };
}

function toUnknownTool(call: ToolCall, live: LiveServer): ToolOutcome {
  const message = `Cannot call "${call.server}.${call.tool}": the server has no such tool among its ${live.tools.size}`;
  return { kind: "failed", failure: { code: "unknown_tool", message, retryable: false } };
}

function toOverloaded(call: ToolCall): ToolOutcome {
  const message = `Cannot call "${call.server}.${call.tool}": too many calls wait for this server, call again later`;
  return { kind: "failed", failure: { code: "overloaded", message, retryable: errorTable.overloaded.retryable } };
}

export function toUnknownServer(call: ToolCall, error: unknown): ToolOutcome {
  const message = isEngineError(error) ? error.message : `Cannot call "${call.server}.${call.tool}": no such server`;
  return { kind: "failed", failure: { code: "unknown_server", message, retryable: false } };
}
