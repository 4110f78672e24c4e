import type { Policy, ToolEntry } from "@sluice/contracts";
import { readRule } from "./check-policy-file.ts";
import { matchAddress } from "./match-address.ts";
import { matchAnnotations } from "./match-annotations.ts";

/** Whether some call of the tool could be allowed or asked for; what can only be denied is not shown to the agent. */
export function isVisible(policy: Policy, entry: Pick<ToolEntry, "server" | "name" | "annotations">): boolean {
  for (const rule of policy.tools) {
    const { effect, pattern } = readRule(rule);
    if (!matchAddress(pattern, entry.server, entry.name)) continue;
    const hints = rule.when === undefined ? "yes" : matchAnnotations(rule.when, entry.annotations);
    if (hints === "no") continue;
    if (effect !== "deny" && hints === "yes") return true;
    // A deny with `args` leaves those calls open that do not fit it.
    if (effect === "deny" && rule.args === undefined) return false;
  }
  return false;
}
