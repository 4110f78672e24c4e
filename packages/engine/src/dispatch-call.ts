import { createEvent, type GuestOutcome, type JsonObject, type ToolEntry, type ToolOutcome } from "@sluice/contracts";
import { type BuiltInTools, isBuiltIn } from "./built-in-tools.ts";
import type { EngineDeps } from "./deps.ts";
import { passOnQuestions } from "./pass-on-question.ts";
import { type RunContext, remainingMs, toToolError } from "./run-context.ts";

/** Sends one admitted call within what is left of the run's deadline. Never throws. */
export async function dispatchCall(
  deps: EngineDeps,
  context: RunContext,
  builtIns: BuiltInTools,
  callId: number,
  entry: ToolEntry,
  args: JsonObject,
): Promise<GuestOutcome | "parked"> {
  const startedAt = performance.now();
  const outcome = isBuiltIn(entry.server)
    ? await builtIns.call(context, callId, entry, args)
    : await callUpstream(deps, context, entry, args);
  if (outcome.kind === "parked") return "parked";
  const durationMs = Math.round(performance.now() - startedAt);
  const about = {
    runId: context.runId,
    principal: context.caller.principal,
    server: entry.server,
    tool: entry.name,
    durationMs,
  };

  if (outcome.kind === "failed") {
    const { code, message, retryable } = outcome.failure;
    deps.events.publish(createEvent("tool.failed", { ...about, code, message: context.pii.washText(message).value }));
    return { ok: false, error: toToolError(entry.server, entry.name, code, message, retryable) };
  }
  const readOnly = entry.annotations.readOnlyHint;
  deps.events.publish(createEvent("tool.called", { ...about, ...(readOnly === undefined ? {} : { readOnly }) }));
  return { ok: true, value: outcome.value };
}

async function callUpstream(
  deps: EngineDeps,
  context: RunContext,
  entry: ToolEntry,
  args: JsonObject,
): Promise<ToolOutcome> {
  const origin = {
    server: entry.server,
    tool: entry.name,
    ...(entry.outputSchema === undefined ? {} : { schema: entry.outputSchema }),
  };
  const onAsk = passOnQuestions(context, entry);
  const outcome = await deps.upstream.callTool(
    { server: entry.server, tool: entry.name, args: context.pii.restore(args) },
    {
      signal: context.signal,
      timeoutMs: remainingMs(context),
      ...(onAsk === undefined ? {} : { onAsk }),
      ...(context.hooks.traceparent === undefined ? {} : { traceparent: context.hooks.traceparent }),
      onProgress: ({ progress, total, message }) => {
        const share = total === undefined ? `${progress}` : `${progress}/${total}`;
        context.hooks.onProgress?.(
          context.pii.washText(`${entry.address} ${share}${message === undefined ? "" : ` ${message}`}`).value,
        );
      },
    },
  );
  context.traffic.add(args, outcome.kind === "ok" ? outcome.value : outcome.failure.message);
  // What a server says in an error is its data too: it enters the vault like any result.
  if (outcome.kind === "failed") {
    const message = context.pii.ingest(outcome.failure.message, origin);
    return { kind: "failed", failure: { ...outcome.failure, message: String(message) } };
  }
  const value = context.pii.ingest(outcome.value, origin);
  deps.shapes?.learn(entry, outcome.value, { isPersonal: (text) => context.pii.describe(text) !== undefined });
  return { kind: "ok", value };
}
