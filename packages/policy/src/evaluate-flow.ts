import type { FlowDecision, PiiType, Policy } from "@sluice/contracts";
import type { ResolvedPolicy } from "./fold-policy.ts";
import { matchGlob } from "./match-glob.ts";

export interface EvaluatedFlow {
  readonly type: PiiType;
  /** Every server that the value came from. */
  readonly from: readonly string[];
  readonly to: string;
}

type AnyPolicy = Policy & Partial<Pick<ResolvedPolicy, "origins">>;

const strictness = { allow: 0, ask: 1, deny: 2 } as const;

/**
 * Decides whether a personal value may go to a server. A server always gets back what it sent itself. Else the first
 * flow rule that fits decides, none fits, deny; of several origins the strictest answer counts, so that a value cannot
 * be laundered through a server that may pass it on.
 */
export function evaluateFlow(policy: AnyPolicy, flow: EvaluatedFlow): FlowDecision {
  const { type, to } = flow;
  if (flow.from.includes(to)) return { decision: "allow", type, from: to, to, rule: "own server" };
  let strictest: FlowDecision | undefined;
  for (const from of flow.from) {
    const decision = evaluateOrigin(policy, type, from, to);
    if (strictest === undefined || strictness[decision.decision] > strictness[strictest.decision]) strictest = decision;
  }
  return strictest ?? { decision: "deny", type, from: "unknown", to, rule: "no rule" };
}

function evaluateOrigin(policy: AnyPolicy, type: PiiType, from: string, to: string): FlowDecision {
  const index = policy.pii.flows.findIndex(
    (rule) =>
      matchGlob(rule.from, from) &&
      matchGlob(rule.to, to) &&
      rule.types.some((wanted) => wanted === "*" || wanted === type),
  );
  const rule = policy.pii.flows[index];
  if (rule === undefined) return { decision: "deny", type, from, to, rule: "no rule" };
  const origin = policy.origins?.flows[index];
  const name = origin === undefined ? `${policy.name}:flows:${index}` : `${origin.policy}:flows:${origin.index}`;
  return { decision: rule.decision ?? "allow", type, from, to, rule: name };
}
