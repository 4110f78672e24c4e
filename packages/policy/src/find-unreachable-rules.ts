import { readRule } from "./check-policy-file.ts";
import type { ResolvedPolicy, RuleOrigin } from "./fold-policy.ts";
import { matchGlob } from "./match-glob.ts";

export interface UnreachableRule {
  readonly rule: RuleOrigin;
  readonly pattern: string;
  /** The earlier rule of the same file that takes all its calls. */
  readonly by: RuleOrigin;
}

/** Rules that can never decide. A child's rule before a parent's is meant that way and not counted. */
export function findUnreachableRules(policy: ResolvedPolicy): readonly UnreachableRule[] {
  const found: UnreachableRule[] = [];
  const seen: { readonly pattern: string; readonly origin: RuleOrigin }[] = [];
  for (const [index, rule] of policy.tools.entries()) {
    const origin = policy.origins.tools[index];
    if (origin === undefined) continue;
    const { pattern } = readRule(rule);
    const by = seen.find((earlier) => earlier.origin.file === origin.file && covers(earlier.pattern, pattern));
    if (by !== undefined) found.push({ rule: origin, pattern, by: by.origin });
    else if (rule.when === undefined && rule.args === undefined) seen.push({ pattern, origin });
  }
  return found;
}

/** The later pattern's stars read as plain characters: only stars of the earlier one can take them. */
function covers(earlier: string, later: string): boolean {
  if (earlier === "*") return true;
  const [a, b] = [earlier.indexOf("."), later.indexOf(".")];
  if (a === -1 || b === -1) return false;
  return matchGlob(earlier.slice(0, a), later.slice(0, b)) && matchGlob(earlier.slice(a + 1), later.slice(b + 1));
}
