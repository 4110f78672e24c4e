import type { ArgumentProblem } from "@sluice/contracts";
import type { ErrorObject } from "ajv";
import { cleanLine, toStringLiteral } from "./clean-text.ts";
import { isFieldLike } from "./key-kind.ts";
import { findNearestName } from "./nearest-name.ts";
import { isRecord, ownValue, type SchemaRecord } from "./schema-record.ts";

const maxProblems = 10;

/** Finds the problems of the form that was most likely meant; undefined where none stands out. */
export type UnionExplainer = (error: ErrorObject) => readonly ErrorObject[] | undefined;

/** Sentences for the agent. They hold what the server's schema says and the kind of what was given, never its value. */
export function toProblems(
  errors: readonly ErrorObject[],
  names: ReadonlySet<string>,
  explainUnion: UnionExplainer,
): readonly ArgumentProblem[] {
  const problems = new Map<string, ArgumentProblem>();
  for (const error of dropBranches(errors)) {
    for (const problem of toProblem(error, names, explainUnion)) {
      problems.set(`${problem.path}\n${problem.message}`, problem);
    }
    if (problems.size >= maxProblems) break;
  }
  return [...problems.values()].slice(0, maxProblems);
}

function toProblem(
  error: ErrorObject,
  names: ReadonlySet<string>,
  explainUnion: UnionExplainer,
): readonly ArgumentProblem[] {
  const at = (name?: string): string => toPath(error.instancePath, names, name);
  const params = error.params as SchemaRecord;
  const parent = isRecord(error.parentSchema) ? error.parentSchema : {};
  switch (error.keyword) {
    case "required": {
      const name = String(params.missingProperty);
      return [{ path: at(name), message: `is missing: expected ${describeExpected(propertyOf(parent, name))}` }];
    }
    case "dependentRequired":
      return [{ path: at(String(params.missingProperty)), message: "is needed together with what is given" }];
    case "additionalProperties":
    case "unevaluatedProperties":
      return [explainUnknown(String(params.additionalProperty ?? params.unevaluatedProperty), parent, error, names)];
    case "anyOf":
      return explainForms(error, names, explainUnion);
    case "if":
    case "propertyNames":
      return error.keyword === "if" ? [] : [{ path: at(), message: "has a key that is not allowed" }];
    default:
      return [{ path: at(), message: describeMismatch(error, parent) }];
  }
}

function explainUnknown(
  name: string,
  parent: SchemaRecord,
  error: ErrorObject,
  names: ReadonlySet<string>,
): ArgumentProblem {
  const known = isRecord(parent.properties) ? Object.keys(parent.properties) : [];
  const given = isRecord(error.data) ? error.data : {};
  const nearest = findNearestName(
    name,
    known.filter((each) => !Object.hasOwn(given, each)),
  );
  const advice =
    nearest !== undefined
      ? `; did you mean ${toStringLiteral(nearest)}?`
      : known.length === 0
        ? "; nothing is expected here"
        : `; known are ${listShort(known.map(showName), 8)}`;
  return { path: toPath(error.instancePath, names, name), message: `is not known${advice}` };
}

function explainForms(
  error: ErrorObject,
  names: ReadonlySet<string>,
  explainUnion: UnionExplainer,
): readonly ArgumentProblem[] {
  const parent = isRecord(error.parentSchema) ? error.parentSchema : {};
  const forms = Array.isArray(parent.anyOf) ? parent.anyOf : [];
  const inner = explainUnion(error);
  if (inner !== undefined && inner.length > 0) {
    return inner.flatMap((each) =>
      toProblem({ ...each, instancePath: error.instancePath + each.instancePath }, names, explainUnion),
    );
  }
  const expected = describeExpected({ anyOf: forms });
  return [{ path: toPath(error.instancePath, names), message: `expected ${expected}, got ${kindOf(error.data)}` }];
}

function describeMismatch(error: ErrorObject, parent: SchemaRecord): string {
  const params = error.params as SchemaRecord;
  const got = kindOf(error.data);
  const limit = String(params.limit);
  switch (error.keyword) {
    case "type":
      return `expected ${describeExpected(parent)}, got ${got}`;
    case "enum":
    case "const": {
      const values = error.keyword === "enum" ? (params.allowedValues as unknown[]) : [params.allowedValue];
      const texts = values.filter((value): value is string => typeof value === "string");
      const nearest = typeof error.data === "string" ? findNearestName(error.data, texts) : undefined;
      const hint = nearest === undefined ? "" : `; did you mean ${toStringLiteral(nearest)}?`;
      return `expected ${describeExpected({ enum: values })}, got ${got === "string" ? "another string" : got}${hint}`;
    }
    case "minimum":
      return `expected a number of at least ${limit}`;
    case "maximum":
      return `expected a number of at most ${limit}`;
    case "exclusiveMinimum":
      return `expected a number above ${limit}`;
    case "exclusiveMaximum":
      return `expected a number below ${limit}`;
    case "multipleOf":
      return `expected a multiple of ${String(params.multipleOf)}`;
    case "minLength":
      return `expected at least ${limit} characters`;
    case "maxLength":
      return `expected at most ${limit} characters, got ${String(error.data).length}`;
    case "pattern":
      return `expected text that matches ${cleanLine(params.pattern, 120)}`;
    case "minItems":
      return `expected at least ${limit} items, got ${lengthOf(error.data)}`;
    case "maxItems":
      return `expected at most ${limit} items, got ${lengthOf(error.data)}`;
    case "uniqueItems":
      return `items ${String(params.j)} and ${String(params.i)} are equal, expected no duplicates`;
    case "minProperties":
      return `expected at least ${limit} properties`;
    case "maxProperties":
      return `expected at most ${limit} properties`;
    case "contains":
      return "lacks an item of the kind that is needed";
    default:
      return "is not accepted by the tool's schema";
  }
}

/** What a schema wants, in a few words. */
function describeExpected(schema: unknown, depth = 0): string {
  if (!isRecord(schema) || depth > 3) return "another value";
  const values = Object.hasOwn(schema, "const") ? [schema.const] : schema.enum;
  if (Array.isArray(values)) {
    const shown = values.map((value) => {
      if (typeof value === "string") return cleanLine(toStringLiteral(value), 60);
      return typeof value === "object" && value !== null ? kindOf(value) : String(value);
    });
    return listShort([...new Set(shown)], 12, " | ");
  }
  const forms = schema.anyOf;
  if (Array.isArray(forms)) {
    return listShort([...new Set(forms.map((form) => describeExpected(form, depth + 1)))], 6, " or ");
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.map((type) => describeType(type, schema, depth)).join(" or ");
}

function describeType(type: unknown, schema: SchemaRecord, depth: number): string {
  if (type === "array") {
    const items = schema.items;
    const inner = isRecord(items) ? describeExpected(items, depth + 1) : "";
    return inner === "" || inner === "another value" ? "array" : `array of ${inner}`;
  }
  if (typeof type === "string" && type !== "object") return type;
  const { required, properties } = schema;
  const names = Array.isArray(required) ? required : isRecord(properties) ? Object.keys(properties) : [];
  const shown = names.filter((name): name is string => typeof name === "string").map(showName);
  if (shown.length > 0) return `object with ${listShort(shown, 5)}`;
  return type === "object" ? "object" : "another value";
}

/** Errors of the forms of a union come right before the union's own, which says them better. */
function dropBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === "anyOf") {
      while (isBranchOf(kept.at(-1), error)) kept.pop();
    }
    kept.push(error);
  }
  return kept;
}

function isBranchOf(error: ErrorObject | undefined, union: ErrorObject): boolean {
  if (error === undefined || !error.instancePath.startsWith(union.instancePath)) return false;
  return error.schemaPath.startsWith(`${union.schemaPath}/`) || error.schemaPath.startsWith("#/$defs/");
}

function propertyOf(schema: SchemaRecord, name: string): unknown {
  const properties = schema.properties;
  return isRecord(properties) ? ownValue(properties, name) : undefined;
}

/** `/items/2/name` as `items[2].name`. Keys that are neither the schema's nor like names may be data: they are left out. */
function toPath(pointer: string, names: ReadonlySet<string>, last?: string): string {
  const segments = pointer === "" ? [] : pointer.slice(1).split("/").map(unescapeSegment);
  if (last !== undefined) segments.push(last);
  let path = "";
  for (const segment of segments) {
    if (/^\d{1,9}$/.test(segment) && !names.has(segment)) path += `[${segment}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(segment) && isShown(segment, names))
      path += path === "" ? segment : `.${segment}`;
    else path += isShown(segment, names) ? `[${cleanLine(toStringLiteral(segment), 80)}]` : "[…]";
  }
  return path === "" ? "arguments" : path;
}

function isShown(name: string, names: ReadonlySet<string>): boolean {
  return names.has(name) || isFieldLike(name);
}

function unescapeSegment(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

function showName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name.length <= 60 ? name : cleanLine(toStringLiteral(name), 60);
}

function listShort(items: readonly string[], limit: number, separator = ", "): string {
  const shown = items.slice(0, limit).join(separator);
  return items.length > limit ? `${shown} and ${items.length - limit} more` : shown;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
