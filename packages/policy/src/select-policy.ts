import type { Policy } from "@sluice/contracts";
import { createDenyAllPolicy, DEFAULT_POLICY_NAME } from "./default-policy.ts";
import { isGlob, literalPrefixOf, matchGlob } from "./match-glob.ts";

/**
 * The policy of a principal: the one whose most specific pattern fits. A pattern without `*` beats one with, then the
 * longer text before the first `*`, then the policy's name in alphabetical order. None fits: the policy `default`.
 * In principals `*` also stands for slashes.
 */
export function selectPolicy<P extends Policy>(policies: ReadonlyMap<string, P>, principal: string): P | Policy {
  let best: { readonly policy: P; readonly rank: readonly [number, number] } | undefined;
  for (const name of [...policies.keys()].sort()) {
    const policy = policies.get(name);
    if (policy === undefined) continue;
    for (const pattern of policy.principals) {
      if (!matchGlob(pattern, principal)) continue;
      const rank = [isGlob(pattern) ? 0 : 1, literalPrefixOf(pattern).length] as const;
      if (best === undefined || rank[0] > best.rank[0] || (rank[0] === best.rank[0] && rank[1] > best.rank[1])) {
        best = { policy, rank };
      }
    }
  }
  return best?.policy ?? policies.get(DEFAULT_POLICY_NAME) ?? createDenyAllPolicy(DEFAULT_POLICY_NAME);
}
