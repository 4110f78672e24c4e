import type { Policy, ToolAnnotations } from "@sluice/contracts";
import { matchAddress } from "./match-address.ts";
import { matchAnnotations } from "./match-annotations.ts";

/** Whether a call whose outcome was lost may be made again without asking: read-only or idempotent by hint or by policy. */
export function isRepeatable(policy: Policy, server: string, tool: string, annotations?: ToolAnnotations): boolean {
  if (policy.idempotent.some((pattern) => matchAddress(pattern, server, tool))) return true;
  return (
    matchAnnotations({ readOnly: true }, annotations) === "yes" ||
    matchAnnotations({ idempotent: true }, annotations) === "yes"
  );
}
