import { isEngineError } from "@sluice/contracts";
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
  const owners = new Map<string, string>();
  for (const { name, file } of before.policies.values()) if (file !== undefined) owners.set(name, file);
  const set = resolvePolicySet([...parsed.values()], owners);
  problems.push(...set.problems);
  const policies = new Map(set.policies);
  for (const file of new Set(set.problems.map((problem) => problem.file))) {
    const last = [...before.policies.values()].find((policy) => policy.file === file);
    if (last !== undefined && !policies.has(last.name)) policies.set(last.name, last);
    else lost.push(file);
  }
  const unknown: string[] = [];
  for (const file of lost) {
    const own = parsed.get(file)?.policy;
    const principals = own === undefined ? guessPrincipals(texts.get(file)) : (own.match?.principals ?? []);
    if (principals === undefined) {
      unknown.push(file);
      continue;
    }
    // A copy that kept its original's name must not take the original's principals away from it.
    const taken = own === undefined ? [] : (set.policies.get(own.name)?.principals ?? []);
    const open = principals.filter((pattern) => !taken.includes(pattern));
    // "!" sorts before every policy's name, so that the stand-in wins where another policy fits as well.
    const name = `!broken:${file}`;
    if (open.length > 0) policies.set(name, standIn(name, file, open));
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
function guessPrincipals(text: string | Error | undefined): readonly string[] | undefined {
  if (typeof text !== "string") return undefined;
  const document = parseDocument(text, { prettyErrors: false });
  if (!isMap(document.contents)) return undefined;
  const pairs = document.contents.items.filter((pair) => isScalar(pair.key) && pair.key.value === "match");
  const [pair] = pairs;
  const firstError = Math.min(...document.errors.map((error) => error.pos[0]));
  if (pair === undefined) return document.errors.length === 0 ? [] : undefined;
  const match = pair.value;
  const list = isMap(match) ? match.get("principals", true) : undefined;
  // What comes after a syntax error may have been meant otherwise.
  if (pairs.length > 1 || !isSeq(list) || (list.range?.[1] ?? Number.POSITIVE_INFINITY) > firstError) return undefined;
  const names = list.items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : []));
  return names.length === list.items.length && names.length > 0 ? names : undefined;
}
