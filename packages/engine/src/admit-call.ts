import {
  type CallDecision,
  createEvent,
  type GuestFailure,
  isJsonObject,
  type Json,
  type JsonObject,
  type PiiType,
  type ToolEntry,
} from "@sluice/contracts";
import { evaluateCall } from "@sluice/policy";
import { type FlowProblem, findFlowProblem } from "./check-flows.ts";
import type { EngineDeps } from "./deps.ts";
import { resolveTool } from "./resolve-tool.ts";
import { type RunContext, toToolError } from "./run-context.ts";

export interface AskReason {
  readonly reason: string;
  readonly decision: CallDecision;
}

export type Admitted =
  | { readonly kind: "ready"; readonly entry: ToolEntry; readonly args: JsonObject }
  | { readonly kind: "ask"; readonly entry: ToolEntry; readonly args: JsonObject; readonly ask: AskReason }
  | { readonly kind: "refused"; readonly failure: GuestFailure };

export interface AdmitOptions {
  /** Tokens in the arguments are the model's own words (callTool, sealed code) and become values here. */
  readonly isModelWritten: boolean;
}

/** Policy, arguments, tokens, flows: everything that must hold before a call leaves. Order matters: nothing is revealed of a tool that is denied. */
export function admitCall(
  deps: EngineDeps,
  context: RunContext,
  address: string,
  written: Json,
  options: AdmitOptions,
): Admitted {
  // 1. the tool
  const resolved = resolveTool(deps, context.policy, address);
  if (resolved.kind === "missing") {
    return { kind: "refused", failure: toToolError(resolved.server, resolved.tool, resolved.code, resolved.message) };
  }
  const { entry } = resolved;
  const refuse = (code: string, message: string): Admitted => ({
    kind: "refused",
    failure: toToolError(entry.server, entry.name, code, message),
  });

  // 2. shape
  const given = written === null ? {} : written;
  if (!isJsonObject(given))
    return refuse("invalid_arguments", `Cannot call "${entry.address}": arguments must be one object`);

  // 3. tokens
  const tokens = context.pii.resolve(given);
  if (tokens.unknown.length > 0) {
    const known = context.pii.knownTokens();
    const advice =
      known.length === 0
        ? "this session has no tokens yet"
        : `known: ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}`;
    return refuse(
      "unknown_token",
      `Cannot call "${entry.address}": ${tokens.unknown.slice(0, 5).join(", ")} is no token of this session; ${advice}`,
    );
  }
  if (!options.isModelWritten && tokens.used.length > 0) {
    return refuse(
      "unknown_token",
      `Cannot call "${entry.address}": the token [${tokens.used[0]}] was put together at run time; write it as one string literal or hand it in through context`,
    );
  }
  const args = options.isModelWritten ? tokens.value : given;

  // 4. policy, on the original name and the real arguments
  const decision = evaluateCall(context.policy, {
    server: entry.server,
    tool: entry.name,
    args,
    annotations: entry.annotations,
    inputSchema: entry.inputSchema,
  });
  if (decision.decision === "deny") {
    publishDenied(deps, context, entry, decision.rule, decision.reason);
    return refuse("denied", `Policy "${context.policy.name}" denies "${entry.address}": ${decision.reason}`);
  }

  // 5. the server's own schema
  const problems = deps.codegen.checkArguments(entry, args);
  if (problems.length > 0) {
    const list = problems
      .slice(0, 5)
      .map((problem) => `${problem.path || "arguments"} ${problem.message}`)
      .join("; ");
    return refuse("invalid_arguments", `Cannot call "${entry.address}": ${list}`);
  }

  // 6. whose personal data goes where
  const asked: AskReason | undefined = decision.decision === "ask" ? { reason: decision.reason, decision } : undefined;
  const problem = findFlowProblem(context, entry, args);
  if (problem?.flow.decision === "deny") {
    const { flow, path, words } = problem;
    const { type, from, to } = flow;
    publishDenied(deps, context, entry, flow.rule, `personal data: ${words}`, { type, from, to });
    return refuse(
      "denied",
      `Policy "${context.policy.name}" lets no ${words} flow (at ${path}); an admin can allow it under pii.flows`,
    );
  }
  const ask = asked ?? toFlowQuestion(problem);
  return ask === undefined ? { kind: "ready", entry, args } : { kind: "ask", entry, args, ask };
}

function toFlowQuestion(problem: FlowProblem | undefined): AskReason | undefined {
  if (problem === undefined) return undefined;
  const { flow, words } = problem;
  return { reason: `personal data: ${words}`, decision: { decision: "ask", rule: flow.rule, reason: words } };
}

function publishDenied(
  deps: EngineDeps,
  context: RunContext,
  entry: ToolEntry,
  rule: string,
  reason: string,
  flow?: { type: PiiType; from: string; to: string },
): void {
  deps.events.publish(
    createEvent("tool.denied", {
      runId: context.runId,
      principal: context.caller.principal,
      server: entry.server,
      tool: entry.name,
      rule,
      reason,
      ...(flow === undefined ? {} : { flow }),
    }),
  );
}
