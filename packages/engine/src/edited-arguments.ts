import {
  type ApprovalRecord,
  EngineError,
  type ErrorCode,
  type JsonObject,
  type PiiSession,
  type Policy,
  type ToolEntry,
  toSessionKey,
} from "@sluice/contracts";
import { evaluateCall } from "@sluice/policy";
import { findFlowProblem } from "./check-flows.ts";
import type { EngineDeps } from "./deps.ts";

export type EditedVerdict =
  | { readonly isFit: true; readonly args: JsonObject }
  /** `reason` goes on after "the edited arguments". */
  | { readonly isFit: false; readonly code: ErrorCode; readonly reason: string };

/** The decider's own arguments pass the same checks as the agent's, short of asking again. */
export function judgeEdited(
  deps: EngineDeps,
  { policy, pii }: { readonly policy: Policy; readonly pii: PiiSession },
  entry: ToolEntry,
  edited: JsonObject,
): EditedVerdict {
  const { value: args, unknown } = pii.resolve(edited);
  if (unknown.length > 0)
    return { isFit: false, code: "unknown_token", reason: `hold ${unknown[0]}, which is no token of this session` };
  const { server, name: tool, annotations, inputSchema } = entry;
  const decision = evaluateCall(policy, { server, tool, args, annotations, inputSchema });
  if (decision.decision === "deny")
    return { isFit: false, code: "denied", reason: `are denied by policy "${policy.name}": ${decision.reason}` };
  const problem = deps.codegen.checkArguments(entry, args)[0];
  if (problem !== undefined)
    return { isFit: false, code: "invalid_arguments", reason: `do not fit: ${problem.path} ${problem.message}` };
  const flow = findFlowProblem({ policy, pii }, entry, args);
  if (flow?.flow.decision === "deny")
    return { isFit: false, code: "denied", reason: `do not pass: policy "${policy.name}" lets no ${flow.words} flow` };
  return { isFit: true, args };
}

/**
 * Tells the decider while the question still stands; the check before the call stays, since policies and tools change.
 * @throws EngineError with the code that the call would fail with
 */
export async function refuseUnfit(deps: EngineDeps, approval: ApprovalRecord, edited: JsonObject): Promise<void> {
  const entry = deps.catalog.get(`${approval.server}.${approval.tool}`);
  const run = await deps.store.runs.get(approval.runId);
  if (entry === undefined || run === undefined) return;
  const policy = deps.policyFor(run.principal);
  const pii = await deps.openPii(toSessionKey(run.principal, run.session), policy);
  const verdict = judgeEdited(deps, { policy, pii }, entry, edited);
  if (verdict.isFit) return;
  const reason = pii.washText(verdict.reason).value;
  throw new EngineError(verdict.code, `Cannot decide "${approval.id}": the edited arguments ${reason}`);
}
