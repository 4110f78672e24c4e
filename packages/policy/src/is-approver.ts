import { matchGlob } from "./match-glob.ts";

/** Who decides where an `ask` rule names nobody. */
export const DEFAULT_APPROVERS: readonly string[] = ["admin", "admin/*"];

/** Whether a principal may decide what another one asked for. Nobody decides for themselves, whatever the patterns say. */
export function isApprover(approvers: readonly string[], principal: string, requester: string): boolean {
  const decider = toPlain(principal);
  if (decider === "" || decider === toPlain(requester)) return false;
  return approvers.some((pattern) => matchGlob(pattern, principal));
}

/** Spellings of one principal must not pass for two. */
function toPlain(principal: string): string {
  return principal.normalize("NFKC").trim().toLowerCase();
}
