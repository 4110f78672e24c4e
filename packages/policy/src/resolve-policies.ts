import { nearestOf } from "./explain-issue.ts";
import { foldPolicy, type ResolvedPolicy } from "./fold-policy.ts";
import type { ParsedPolicy } from "./parse-policy.ts";
import { createPolicyError, type PolicyProblem } from "./policy-problem.ts";

/** Longer chains of `extends` are refused; nobody can read them. */
const MAX_PARENTS = 16;

export interface PolicySet {
  readonly policies: ReadonlyMap<string, ResolvedPolicy>;
  /** Policies that could not be resolved, by the file that cannot be used. */
  readonly problems: readonly PolicyProblem[];
}

/** @throws EngineError `bad_policy` where a name is taken twice, a parent is missing or parents go in a circle */
export function resolvePolicies(files: readonly ParsedPolicy[]): Map<string, ResolvedPolicy> {
  const { policies, problems } = resolvePolicySet(files);
  const [first] = problems;
  if (first !== undefined)
    throw createPolicyError(
      first.file,
      problems.filter((problem) => problem.file === first.file),
    );
  return new Map(policies);
}

/**
 * As `resolvePolicies`, but a file with a problem costs its own policy only. Of two files with one name, the one in
 * `owners` (name to file) keeps it, else the first in the alphabet.
 */
export function resolvePolicySet(
  files: readonly ParsedPolicy[],
  owners: ReadonlyMap<string, string> = new Map(),
): PolicySet {
  const problems: PolicyProblem[] = [];
  const byName = new Map<string, ParsedPolicy>();
  const rank = (parsed: ParsedPolicy): string =>
    `${owners.get(parsed.policy.name) === parsed.file ? 0 : 1}${parsed.file}`;
  for (const parsed of files.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))) {
    const { name } = parsed.policy;
    const other = byName.get(name);
    if (other === undefined) byName.set(name, parsed);
    else {
      const message = `"${name}" is taken by ${other.file}, write another name`;
      problems.push({ file: parsed.file, line: 1, path: "name", message });
    }
  }
  const policies = new Map<string, ResolvedPolicy>();
  for (const [name, parsed] of byName) {
    const chain = findChain(parsed, byName);
    if (chain.kind === "broken")
      problems.push({ file: parsed.file, line: parsed.lines.extends ?? 1, path: "extends", message: chain.message });
    else policies.set(name, foldPolicy(chain.parents));
  }
  return { policies, problems };
}

type Chain =
  | { readonly kind: "whole"; readonly parents: readonly ParsedPolicy[] }
  | { readonly kind: "broken"; readonly message: string };

function findChain(start: ParsedPolicy, byName: ReadonlyMap<string, ParsedPolicy>): Chain {
  const parents: ParsedPolicy[] = [start];
  for (let current = start; current.policy.extends !== undefined; ) {
    const wanted = current.policy.extends;
    const parent = byName.get(wanted);
    const names = parents.map((parsed) => parsed.policy.name);
    if (parent === undefined)
      return { kind: "broken", message: explainMissing(current, start, wanted, [...byName.keys()]) };
    if (names.includes(wanted)) {
      return {
        kind: "broken",
        message: `goes in a circle (${[...names, wanted].join(" → ")}), remove one of these extends`,
      };
    }
    if (parents.length > MAX_PARENTS)
      return { kind: "broken", message: `has more than ${MAX_PARENTS} parents, extend fewer` };
    parents.push(parent);
    current = parent;
  }
  return { kind: "whole", parents };
}

function explainMissing(current: ParsedPolicy, start: ParsedPolicy, wanted: string, known: readonly string[]): string {
  const whose = current === start ? "" : ` (by way of ${current.policy.name})`;
  const nearest = nearestOf(wanted, known);
  const advice = nearest === undefined ? `write one of ${known.join(", ")}` : `write ${nearest}`;
  return `names "${wanted}"${whose}, which does not exist, ${advice}`;
}
