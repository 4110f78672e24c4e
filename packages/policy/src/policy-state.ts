import { isEngineError, type PolicyFile } from "@sluice/contracts";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { createDenyAllPolicy, DEFAULT_POLICY_NAME } from "./default-policy.ts";
import type { ResolvedPolicy } from "./fold-policy.ts";
import { type ParsedPolicy, parsePolicy } from "./parse-policy.ts";
import type { PolicyProblem } from "./policy-problem.ts";
import { resolvePolicySet } from "./resolve-policies.ts";

/** What a set of files comes to, together with what went before. */
export interface PolicyState {
  readonly texts: ReadonlyMap<string, string | Error>;
  /** Last good reading of each file that is still there. */
  readonly parsed: ReadonlyMap<string, ParsedPolicy>;
  readonly policies: ReadonlyMap<string, ResolvedPolicy>;
  /** What is wrong in the files as they are now. */
  readonly problems: readonly PolicyProblem[];
  /** Broken files that nothing good is known of and whose principals cannot be told. */
  readonly unknown: readonly string[];
}

export const EMPTY_STATE: PolicyState = {
  texts: new Map(),
  parsed: new Map(),
  policies: new Map(),
  problems: [],
  unknown: [],
};

/**
 * The state that follows from the files as they are now. Pure.
 *
 * A file that is broken keeps its last good policy. One that was never good must not leave its principals to a wider
 * policy either: where its `match` can be read, they are denied everything until it is mended.
 */
export function advanceState(before: PolicyState, texts: ReadonlyMap<string, string | Error>): PolicyState {
  const problems: PolicyProblem[] = [];
  const parsed = new Map<string, ParsedPolicy>();
  const lost: string[] = [];
  for (const [file, text] of texts) {
    const reading = readText(text, file);
    if ("policy" in reading) {
      parsed.set(file, reading);
      continue;
    }
    problems.push(...reading.problems);
    const last = before.parsed.get(file);
    if (last === undefined) lost.push(file);
    else parsed.set(file, last);
  }
  const set = resolvePolicySet([...parsed.values()]);
  problems.push(...set.problems);
  const policies = new Map(set.policies);
  for (const file of new Set(set.problems.map((problem) => problem.file))) {
    const last = [...before.policies.values()].find((policy) => policy.file === file);
    if (last !== undefined && !policies.has(last.name)) policies.set(last.name, last);
    else lost.push(file);
  }
  const unknown: string[] = [];
  for (const file of lost) {
    const principals = parsed.get(file)?.policy.match?.principals ?? guessPrincipals(texts.get(file));
    if (principals === undefined) unknown.push(file);
    else if (principals.length > 0) {
      const name = `broken-${file}`;
      policies.set(name, standIn(name, file, principals));
    }
  }
  if (!policies.has(DEFAULT_POLICY_NAME))
    policies.set(DEFAULT_POLICY_NAME, standIn(DEFAULT_POLICY_NAME, undefined, []));
  return { texts, parsed, policies, problems, unknown };
}

function readText(text: string | Error, file: string): ParsedPolicy | { readonly problems: readonly PolicyProblem[] } {
  if (text instanceof Error) return { problems: [{ file, path: "", message: text.message }] };
  try {
    return parsePolicy(text, file);
  } catch (error) {
    if (!isEngineError(error) || error.code !== "bad_policy") throw error;
    return { problems: error.details.problems as readonly PolicyProblem[] };
  }
}

function standIn(name: string, file: string | undefined, principals: readonly string[]): ResolvedPolicy {
  return {
    ...createDenyAllPolicy(name, principals),
    ...(file === undefined ? {} : { file }),
    chain: [name],
    origins: { tools: [], flows: [] },
  };
}

/** `match.principals` of a file that is wrong elsewhere; undefined where that cannot be told. */
function guessPrincipals(text: string | Error | undefined): NonNullable<PolicyFile["match"]>["principals"] | undefined {
  if (typeof text !== "string") return undefined;
  const document = parseDocument(text, { prettyErrors: false });
  const match = isMap(document.contents) ? document.contents.get("match", true) : undefined;
  const list = isMap(match) ? match.get("principals", true) : undefined;
  if (isSeq(list) && list.items.every((item) => isScalar(item) && typeof item.value === "string")) {
    return list.items.map((item) => String(isScalar(item) ? item.value : ""));
  }
  const isSound = document.errors.length === 0 && isMap(document.contents) && match === undefined;
  return isSound ? [] : undefined;
}
