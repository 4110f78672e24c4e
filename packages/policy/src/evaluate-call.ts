import type { CallDecision, JsonObject, JsonSchema, Policy, ToolAnnotations, ToolRule } from "@sluice/contracts";
import { type RuleEffect, readRule } from "./check-policy-file.ts";
import type { ResolvedPolicy, RuleOrigin } from "./fold-policy.ts";
import { DEFAULT_APPROVERS } from "./is-approver.ts";
import { matchAddress } from "./match-address.ts";
import { matchAnnotations } from "./match-annotations.ts";
import { type Fit, matchArguments } from "./match-arguments.ts";

export interface EvaluatedCall {
  readonly server: string;
  /** Original MCP name, never the camelCase one. */
  readonly tool: string;
  readonly args: JsonObject;
  /** As the server sent them; absent ones count as the worst. */
  readonly annotations?: ToolAnnotations | undefined;
  /** The tool's own; tells an argument that was left out from one that the tool does not have. */
  readonly inputSchema?: JsonSchema | undefined;
}

/** What one rule said to a call. `held`: an `ask` that may apply and that decides if a later rule would allow. */
export interface RuleVerdict {
  readonly rule: string;
  readonly index: number;
  readonly origin: RuleOrigin | undefined;
  readonly effect: RuleEffect;
  readonly pattern: string;
  readonly outcome: "decided" | "held" | "passed";
  readonly why: string;
}

/** Why a rule whose pattern does not cover the tool is passed over. */
export const OTHER_TOOLS = "names other tools";

type AnyPolicy = Policy & Partial<Pick<ResolvedPolicy, "origins">>;

/**
 * Decides a call: the first rule that fits, top to bottom; none fits, deny.
 *
 * Where it cannot be shown whether a rule's `when` or `args` fit, the answer is the stricter one: an allow does not
 * apply, a deny does, and an ask turns a later allow into an ask.
 */
export function evaluateCall(
  policy: AnyPolicy,
  call: EvaluatedCall,
  onVerdict?: (verdict: RuleVerdict) => void,
): CallDecision {
  let held: CallDecision | undefined;
  let nearest: string | undefined;
  for (const [index, rule] of policy.tools.entries()) {
    const { effect, pattern } = readRule(rule);
    const { fit, why } = fitRule(rule, pattern, call);
    const isHeld = effect === "ask" && fit === "maybe" && held === undefined;
    const isDecisive = fit === "yes" || (fit === "maybe" && effect === "deny");
    const name = nameRule(policy, index);
    const outcome = isDecisive ? "decided" : isHeld ? "held" : "passed";
    onVerdict?.({ rule: name, index, origin: policy.origins?.tools[index], effect, pattern, outcome, why });
    if (isHeld) held = toDecision(rule, effect, name, why);
    if (effect !== "deny" && fit !== "yes" && why !== OTHER_TOOLS)
      nearest ??= `rule ${name} would ${effect}, but ${why}`;
    if (!isDecisive) continue;
    if (effect !== "deny" && held !== undefined) return held;
    return toDecision(rule, effect, name, why);
  }
  const address = `${call.server}.${call.tool}`;
  const reason =
    nearest === undefined
      ? `No rule of policy ${policy.name} names ${address}`
      : `No rule of policy ${policy.name} allows this call of ${address}: ${nearest}`;
  return { decision: "deny", rule: "no rule", reason };
}

/** `policy:index` of the file that has the rule. */
function nameRule(policy: AnyPolicy, index: number): string {
  const origin = policy.origins?.tools[index];
  return origin === undefined ? `${policy.name}:${index}` : `${origin.policy}:${origin.index}`;
}

function fitRule(rule: ToolRule, pattern: string, call: EvaluatedCall): { readonly fit: Fit; readonly why: string } {
  if (!matchAddress(pattern, call.server, call.tool)) return { fit: "no", why: OTHER_TOOLS };
  const hints = rule.when === undefined ? "yes" : matchAnnotations(rule.when, call.annotations);
  if (hints === "no") return { fit: "no", why: "the tool's hints say otherwise" };
  const args = rule.args === undefined ? undefined : matchArguments(rule.args, call.args, call.inputSchema);
  if (args !== undefined && args.fit !== "yes") return args;
  if (hints === "maybe") return { fit: "maybe", why: "the server gives no hint that would tell" };
  return { fit: "yes", why: "fits" };
}

function toDecision(rule: ToolRule, effect: RuleEffect, name: string, why: string): CallDecision {
  const written = rule.reason ?? `Rule ${name} says ${effect} "${readRule(rule).pattern}"`;
  const reason = why === "fits" ? written : `${written} (${why})`;
  if (!("ask" in rule)) return { decision: effect, rule: name, reason };
  return {
    decision: "ask",
    rule: name,
    reason,
    approvers: rule.approvers ?? DEFAULT_APPROVERS,
    ...(rule.expiresMinutes === undefined ? {} : { expiresMinutes: rule.expiresMinutes }),
    onReject: rule.onReject ?? "throw",
  };
}
