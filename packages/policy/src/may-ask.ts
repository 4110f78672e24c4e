import type { Policy } from "@sluice/contracts";
import { matchAddress } from "./match-address.ts";

/** Whether a server may ask the run's client something while that tool of it is called. */
export function mayAsk(policy: Policy, kind: keyof Policy["questions"], server: string, tool: string): boolean {
  return policy.questions[kind].some((pattern) => matchAddress(pattern, server, tool));
}
