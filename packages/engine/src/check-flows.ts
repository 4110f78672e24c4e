import type { FlowDecision, JsonObject, PiiSession, Policy, ToolEntry } from "@sluice/contracts";
import { evaluateFlow } from "@sluice/policy";
import { isBuiltIn } from "./built-in-tools.ts";

export interface FlowProblem {
  readonly flow: FlowDecision & { readonly decision: "ask" | "deny" };
  /** Where in the arguments. */
  readonly path: string;
  /** Type, from and to; never the value. */
  readonly words: string;
}

/** Personal data in the arguments that came from elsewhere: the first that may not go there, else the first to ask about. */
export function findFlowProblem(
  { policy, pii }: { readonly policy: Policy; readonly pii: PiiSession },
  { server }: ToolEntry,
  args: JsonObject,
): FlowProblem | undefined {
  // A built-in server is inside the boundary: what a skill passes on is checked where it leaves.
  if (isBuiltIn(server)) return undefined;
  let first: FlowProblem | undefined;
  for (const { type, origins, path } of pii.inspect(args)) {
    if (origins.length === 0) continue;
    const flow = evaluateFlow(policy, { type, from: origins, to: server });
    if (flow.decision === "allow") continue;
    const problem = {
      flow: { ...flow, decision: flow.decision },
      path,
      words: `${type} from ${flow.from} to ${flow.to}`,
    };
    if (flow.decision === "deny") return problem;
    first ??= problem;
  }
  return first;
}
