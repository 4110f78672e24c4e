import { type PolicyFile, policyFileSchema } from "@sluice/contracts";
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { checkPolicyFile } from "./check-policy-file.ts";
import { explainIssue } from "./explain-issue.ts";
import { createPolicyError, type PolicyProblem, printPath } from "./policy-problem.ts";

export const MAX_POLICY_FILE_CHARS = 262_144;
/** Aliases beyond this many copies are an attack or a mistake. */
const MAX_ALIASES = 50;

export interface ParsedPolicy {
  /** As given to `parsePolicy`; names the file in messages and explanations. */
  readonly file: string;
  readonly policy: PolicyFile;
  /** 1-based lines of the rules, in order of `policy.tools` and `policy.pii.flows`, and of `extends`. */
  readonly lines: { readonly tools: readonly number[]; readonly flows: readonly number[]; readonly extends?: number };
}

/** @throws EngineError `bad_policy` with every problem of the file in `details.problems` */
export function parsePolicy(text: string, file: string): ParsedPolicy {
  if (text.length > MAX_POLICY_FILE_CHARS) {
    throw createPolicyError(file, [
      { file, path: "", message: `has ${text.length} characters, write at most ${MAX_POLICY_FILE_CHARS}` },
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const place = lines.linePos(syntax.pos[0]);
    const message = `is not YAML: ${syntax.message.replace(/\s+/g, " ")}`;
    throw createPolicyError(file, [{ file, line: place.line, column: place.col, path: "", message }], syntax);
  }
  const value = readValue(document, file);
  const placeOf = (path: readonly PropertyKey[]): Pick<PolicyProblem, "line" | "column"> =>
    findPlace(document, lines, path);
  const toProblem = (issue: { readonly path: readonly PropertyKey[]; readonly message: string }): PolicyProblem => ({
    file,
    ...placeOf(issue.path),
    path: printPath(issue.path),
    message: issue.message,
  });
  const result = policyFileSchema.safeParse(value);
  if (!result.success) {
    throw createPolicyError(file, result.error.issues.flatMap((issue) => explainIssue(issue, value)).map(toProblem));
  }
  const issues = checkPolicyFile(result.data);
  if (issues.length > 0) throw createPolicyError(file, issues.map(toProblem));
  const lineOf = (path: readonly PropertyKey[]): number => placeOf(path).line ?? 1;
  return {
    file,
    policy: result.data,
    lines: {
      tools: (result.data.tools ?? []).map((_rule, index) => lineOf(["tools", index])),
      flows: (result.data.pii?.flows ?? []).map((_flow, index) => lineOf(["pii", "flows", index])),
      ...(result.data.extends === undefined ? {} : { extends: lineOf(["extends"]) }),
    },
  };
}

function readValue(document: Document, file: string): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    const message = "repeats its parts by aliases beyond reason, write them out";
    throw createPolicyError(file, [{ file, line: 1, path: "", message }], cause);
  }
  if (value === null || value === undefined) {
    throw createPolicyError(file, [{ file, line: 1, path: "", message: "is empty, write at least a name" }]);
  }
  return value;
}

/** Position of the key (or list entry) at that path, or of the nearest one around it that exists. */
function findPlace(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): Pick<PolicyProblem, "line" | "column"> {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = findKeyNode(document, path.slice(0, length));
    if (node?.range === undefined || node.range === null) continue;
    const place = lines.linePos(node.range[0]);
    return { line: place.line, column: place.col };
  }
  return { line: 1, column: 1 };
}

function findKeyNode(document: Document, path: readonly PropertyKey[]): Node | undefined {
  const parent = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent) && last !== undefined) {
    const key = parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(last))?.key;
    return isNode(key) ? key : undefined;
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node : undefined;
}
