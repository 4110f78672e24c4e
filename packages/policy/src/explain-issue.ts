import { policyFileSchema } from "@sluice/contracts";
import { z } from "zod";

type Issue = z.core.$ZodIssue;
export interface ExplainedIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

const ruleKinds = ["allow", "deny", "ask"] as const;
const fileSchema = z.toJSONSchema(policyFileSchema, { io: "input" }) as SchemaNode;

/** What a schema issue means to the person who wrote the file: what is, and what would do. */
export function explainIssue(issue: Issue, value: unknown): readonly ExplainedIssue[] {
  const path = issue.path;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: explainUnknownKey(key, knownKeysAt(path, value)),
    }));
  }
  if (issue.code === "invalid_union") return explainUnion(issue, value);
  return [{ path, message: explainPlain(issue, valueAt(value, path)) }];
}

function explainPlain(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      if (found === undefined) return `is missing, write ${nameOfType(issue.expected)}`;
      return `is ${describe(found)}, write ${nameOfType(issue.expected)}`;
    case "invalid_value":
      return `is ${describe(found)}, write ${oneOf(issue.values.map(String))}${didYouMean(found, issue.values.map(String))}`;
    case "too_small":
      return issue.origin === "number"
        ? `is ${describe(found)}, write ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`
        : `is empty, write at least ${issue.minimum} ${issue.origin === "string" ? "character" : "entry"}`;
    case "too_big":
      return `is ${describe(found)}, write at most ${issue.maximum}`;
    case "invalid_format":
      return `is ${describe(found)}, write ${issue.message}`;
    default:
      return issue.message;
  }
}

function explainUnion(issue: Extract<Issue, { code: "invalid_union" }>, value: unknown): readonly ExplainedIssue[] {
  const { path } = issue;
  const found = valueAt(value, path);
  const isRule = path.length === 2 && path[0] === "tools";
  if (isRule && typeof found === "object" && found !== null && !Array.isArray(found)) {
    const kinds = ruleKinds.filter((kind) => Object.hasOwn(found, kind));
    const [only] = kinds;
    if (kinds.length === 1 && only !== undefined) {
      const branch = issue.errors[ruleKinds.indexOf(only)] ?? [];
      return branch.flatMap((inner) => explainIssue({ ...inner, path: [...path, ...inner.path] } as Issue, value));
    }
    const message =
      kinds.length === 0
        ? `names no effect, write one of allow, deny, ask with a pattern such as "crm.list_*"`
        : `has ${kinds.join(" and ")}, write one rule for each`;
    return [{ path, message }];
  }
  if (isRule) return [{ path, message: `is ${describe(found)}, write a rule such as { allow: "crm.list_*" }` }];
  const values = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) => (inner.code === "invalid_value" ? inner.values.map(String) : [])),
  );
  if (values.length > 0)
    return [{ path, message: `is ${describe(found)}, write ${oneOf(values)}${didYouMean(found, values)}` }];
  return [{ path, message: `is ${describe(found)}, which fits none of the allowed forms` }];
}

function explainUnknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestOf(key, known);
  if (nearest !== undefined) return `is not a known key, write ${nearest}`;
  return known.length === 0
    ? "is not a known key, remove it"
    : `is not a known key here, known are ${known.join(", ")}`;
}

function knownKeysAt(path: readonly PropertyKey[], value: unknown): readonly string[] {
  let node: SchemaNode | undefined = fileSchema;
  path.forEach((key, index) => {
    if (typeof key === "number") {
      node = node?.items;
      const alternatives = node?.anyOf;
      if (alternatives === undefined) return;
      const found = valueAt(value, path.slice(0, index + 1));
      const has = (kind: string): boolean => typeof found === "object" && found !== null && Object.hasOwn(found, kind);
      node = alternatives.find((option) =>
        ruleKinds.some((kind) => has(kind) && option.properties?.[kind] !== undefined),
      );
    } else {
      const extra = node?.additionalProperties;
      node = node?.properties?.[String(key)] ?? (typeof extra === "object" ? extra : undefined);
    }
  });
  return node?.propertyNames?.enum ?? Object.keys(node?.properties ?? {});
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

function nameOfType(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: "a text",
    boolean: "true or false",
    number: "a number",
    int: "a whole number",
    array: "a list",
    object: "keys and values",
    record: "keys and values",
  };
  return names[expected] ?? expected;
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "keys and values";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(", ")}`;
}

function didYouMean(found: unknown, values: readonly string[]): string {
  const nearest = typeof found === "string" && values.length > 4 ? nearestOf(found, values) : undefined;
  return nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
}

/** The word at most two edits (or a change of case or of separators) away. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_\s]/g, "");
  const wanted = plain(word).slice(0, 64);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of known) {
    const other = plain(name);
    const distance = other.startsWith(wanted) && wanted.length >= 3 ? 1 : editDistance(wanted, other);
    if (distance <= Math.min(2, Math.floor(other.length / 2)) && distance < (best?.distance ?? 3))
      best = { name, distance };
  }
  return best?.name;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_unused, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
