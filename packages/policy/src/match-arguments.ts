import type { Json, JsonObject, JsonSchema } from "@sluice/contracts";
import { collectValues } from "./collect-values.ts";
import { matchGlob } from "./match-glob.ts";
import { matchPath } from "./match-path.ts";
import { dropEmptySegments, isUnambiguous, looseFormsOf } from "./text-forms.ts";

/**
 * `yes`: the call fits, whoever reads the value. `no`: it cannot fit. `maybe`: neither can be shown.
 * Allow rules need `yes`; deny rules apply unless `no`.
 */
export type Fit = "yes" | "maybe" | "no";

export interface ArgumentsFit {
  readonly fit: Fit;
  /** The argument that decided, and why; never its value. */
  readonly why: string;
}

/**
 * Fits every `name: pattern` of a rule against a call's arguments.
 *
 * A missing argument is never `yes`; it is `no` only where the tool's own schema has no such argument.
 * Lists fit when all elements do. Numbers and booleans fit by their JSON text; objects and null never do.
 */
export function matchArguments(
  patterns: Readonly<Record<string, string>>,
  args: JsonObject,
  schema?: JsonSchema,
): ArgumentsFit {
  let result: ArgumentsFit = { fit: "yes", why: "all arguments fit" };
  for (const [name, pattern] of Object.entries(patterns)) {
    const values = collectValues(args, name);
    const fits = values.map((value) => fitValue(value, pattern));
    if (values.every((value) => value === undefined)) {
      if (!mayHaveArgument(schema, name)) return { fit: "no", why: `the tool has no argument "${name}"` };
      result = { fit: "maybe", why: `argument "${name}" is missing` };
    } else if (fits.every((fit) => fit === "no")) {
      return { fit: "no", why: `argument "${name}" does not fit "${pattern}"` };
    } else if (fits.some((fit) => fit !== "yes")) {
      result = {
        fit: "maybe",
        why: `argument "${name}" fits "${pattern}" in part only, or by another reading (case, "..", encoding)`,
      };
    }
  }
  return result;
}

function fitValue(value: Json | undefined, pattern: string): Fit {
  if (value === undefined || value === null || typeof value === "object") return "maybe";
  const text = String(value);
  if (fitsStrictly(text, pattern)) return "yes";
  return fitsLoosely(text, pattern) ? "maybe" : "no";
}

function fitsStrictly(text: string, pattern: string): boolean {
  if (pattern === "**") return true;
  if (!isUnambiguous(text, pattern)) return false;
  return matchPath(pattern, text) || matchPath(pattern, dropEmptySegments(text));
}

function fitsLoosely(text: string, pattern: string): boolean {
  const forms = looseFormsOf(text);
  if (forms === undefined) return true;
  const lower = pattern.normalize("NFKC").toLowerCase().replaceAll("\\", "/");
  // A relative pattern says nothing about where it starts, so an absolute path may lead to it at any depth.
  const anywhere = isAbsolute(lower) || lower.startsWith("**") ? undefined : `**/${lower}`;
  return forms.some(
    (form) =>
      matchPath(lower, form) ||
      matchPath(lower, dropEmptySegments(form)) ||
      matchGlob(lower, form) ||
      (anywhere !== undefined && isAbsolute(form) && matchPath(anywhere, form)),
  );
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || path.startsWith("~") || /^[a-z][a-z0-9+.-]*:/.test(path);
}

function mayHaveArgument(schema: JsonSchema | undefined, name: string): boolean {
  if (typeof schema !== "object") return true;
  const { properties } = schema;
  // Arguments may be listed elsewhere where the schema is composed; only a plain list tells that one is not there.
  const isComposed = ["$ref", "allOf", "anyOf", "oneOf", "patternProperties", "if"].some((key) => key in schema);
  if (isComposed || typeof properties !== "object" || properties === null) return true;
  return Object.hasOwn(properties, name) || Object.hasOwn(properties, name.split(".", 1)[0] ?? name);
}
