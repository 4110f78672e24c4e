import { parseAddress, type ToolCallRecord } from "@sluice/contracts";
import type { EngineDeps } from "./deps.ts";
import type { RecordedCall } from "./replay.ts";
import { findServerName } from "./resolve-tool.ts";

/** A tool call from the journal, as the log of the first time had it. Empty for anything else. */
export function toCallRecords(deps: EngineDeps, recorded: RecordedCall): readonly ToolCallRecord[] {
  const { call, outcome, callId, intentAtMs, outcomeAtMs = intentAtMs } = recorded;
  const address = call.kind === "tool" ? parseAddress(call.target) : undefined;
  if (address === undefined || outcome === undefined) return [];
  const server = findServerName(deps, address.server) ?? address.server;
  const tool = deps.codegen.toolNameOf(server, address.tool) ?? address.tool;
  const durationMs = outcomeAtMs - intentAtMs;
  if (outcome.ok) return [{ seq: callId, server, tool, status: "ok", durationMs }];
  const { code } = outcome.error;
  const status = code === "denied" || code === "rejected" ? "denied" : "failed";
  return [{ seq: callId, server, tool, status, durationMs, errorCode: code }];
}
