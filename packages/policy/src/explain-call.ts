import type { CallDecision, FlowDecision, Policy } from "@sluice/contracts";
import { type EvaluatedCall, evaluateCall, OTHER_TOOLS, type RuleVerdict } from "./evaluate-call.ts";
import { type EvaluatedFlow, evaluateFlow } from "./evaluate-flow.ts";
import type { ResolvedPolicy } from "./fold-policy.ts";

export interface CallExplanation {
  readonly policy: string;
  readonly decision: CallDecision;
  /** Every rule up to the one that decided, top to bottom. */
  readonly verdicts: readonly RuleVerdict[];
  /** For a terminal; several lines. Holds no argument values. */
  readonly text: string;
}

type AnyPolicy = Policy & Partial<Pick<ResolvedPolicy, "origins" | "chain">>;

/** Which rule of which file decides a call, and why the ones before it do not. */
export function explainCall(policy: AnyPolicy, call: EvaluatedCall): CallExplanation {
  const verdicts: RuleVerdict[] = [];
  const decision = evaluateCall(policy, call, (verdict) => verdicts.push(verdict));
  const chain = policy.chain !== undefined && policy.chain.length > 1 ? ` (${policy.chain.join(" → ")})` : "";
  const lines = [
    `${decision.decision}  ${call.server}.${call.tool}`,
    `policy ${policy.name}${chain}, rule ${decision.rule}: ${decision.reason}`,
    ...verdicts.filter((verdict) => verdict.why !== OTHER_TOOLS).map(printVerdict),
  ];
  const others = verdicts.filter((verdict) => verdict.why === OTHER_TOOLS).length;
  if (others > 0) lines.push(`  ${others} more ${others === 1 ? "rule names" : "rules name"} other tools`);
  if (decision.rule === "no rule") lines.push("  no rule allows it, so it is denied");
  if (decision.approvers !== undefined) lines.push(`approvers: ${decision.approvers.join(", ")}`);
  return { policy: policy.name, decision, verdicts, text: lines.join("\n") };
}

export interface FlowExplanation {
  readonly policy: string;
  readonly decision: FlowDecision;
  readonly text: string;
}

/** Whether a personal value may go from its origin servers to another one, and by which rule. */
export function explainFlow(policy: AnyPolicy, flow: EvaluatedFlow): FlowExplanation {
  const decision = evaluateFlow(policy, flow);
  const position = policy.pii.flows.findIndex((_rule, index) => nameOf(policy, index) === decision.rule);
  const origin = policy.origins?.flows[position];
  const place = origin === undefined ? "" : ` (${origin.file}:${origin.line})`;
  const why: Readonly<Record<string, string>> = {
    "own server": "a server gets back what it sent itself",
    "no rule": `no rule of pii.flows lets ${flow.type} go from ${decision.from} to ${flow.to}, so it is denied`,
  };
  const text = [
    `${decision.decision}  ${flow.type} from ${flow.from.join(", ")} to ${flow.to}`,
    `policy ${policy.name}, ${why[decision.rule] ?? `rule ${decision.rule}${place} decides for ${decision.from}`}`,
  ].join("\n");
  return { policy: policy.name, decision, text };
}

function nameOf(policy: AnyPolicy, index: number): string {
  const origin = policy.origins?.flows[index];
  return origin === undefined ? `${policy.name}:flows:${index}` : `${origin.policy}:flows:${origin.index}`;
}

function printVerdict(verdict: RuleVerdict): string {
  const marks = { decided: "→", held: "?", passed: " " } as const;
  const place = verdict.origin === undefined ? verdict.rule : `${verdict.origin.file}:${verdict.origin.line}`;
  return `${marks[verdict.outcome]} ${place}  ${verdict.effect} "${verdict.pattern}": ${verdict.why}`;
}
