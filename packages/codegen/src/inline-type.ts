import { toStringLiteral } from "./clean-text.ts";
import { signatureLimits } from "./limits.ts";
import type { FieldNode, NormalizedSchema, TypeNode } from "./type-node.ts";

/** `args: { owner: string; repo: string; title?: string; … }` on one line; empty where a tool takes nothing. */
export function renderParameter(input: NormalizedSchema): string {
  const { root } = input;
  if (root.kind === "object" && root.fields.length === 0 && root.index === undefined) return "";
  const mark = isOptional(root) ? "?" : "";
  for (const depth of [3, 2, 1]) {
    const text = inlineType(root, { depth, literals: depth === 1 ? 3 : 8, definitions: input.definitions });
    if (text.length <= signatureLimits.maxChars) return `args${mark}: ${text}`;
  }
  return `args${mark}: ${cutObject(input)}`;
}

/** Whether `{}` is enough. */
export function isOptional(root: TypeNode): boolean {
  if (root.kind === "object") return root.fields.every((field) => !field.isRequired);
  return root.kind === "unknown" || (root.kind === "union" && root.members.some(isOptional));
}

interface InlineOptions {
  readonly depth: number;
  readonly literals: number;
  readonly definitions: ReadonlyMap<string, TypeNode>;
}

function inlineType(node: TypeNode, options: InlineOptions): string {
  switch (node.kind) {
    case "literals":
      return inlineLiterals(node.values, options);
    case "reference":
      return inlineReference(node.name, options);
    case "array":
      return `${wrap(node.items, inlineType(node.items, options))}[]`;
    case "tuple": {
      const items = node.items.map((item) => inlineType(item, options));
      if (node.rest !== undefined) items.push(`...${wrap(node.rest, inlineType(node.rest, options))}[]`);
      return `[${items.join(", ")}]`;
    }
    case "union":
      return node.members.map((member) => wrapIn(member, inlineType(member, options), "intersection")).join(" | ");
    case "intersection":
      return node.members.map((member) => wrapIn(member, inlineType(member, options), "union")).join(" & ");
    case "object":
      return inlineObject(node.fields, node.index, options);
    default:
      return node.kind;
  }
}

function inlineLiterals(values: readonly (string | number | boolean | null)[], options: InlineOptions): string {
  const shown = values.slice(0, options.literals).map((value) => {
    if (typeof value !== "string") return String(value);
    return value.length > 60 ? "string" : toStringLiteral(value);
  });
  return [...new Set(shown), ...(values.length > shown.length ? ["…"] : [])].join(" | ");
}

/** A named type is opened once; the name says the rest. */
function inlineReference(name: string, options: InlineOptions): string {
  const target = options.definitions.get(name);
  if (target === undefined || options.depth <= 1) return name;
  return target.kind === "literals" || target.kind === "object"
    ? inlineType(target, { ...options, depth: options.depth - 1 })
    : name;
}

function inlineObject(fields: readonly FieldNode[], index: TypeNode | undefined, options: InlineOptions): string {
  if (fields.length === 0 && index === undefined) return "{}";
  if (options.depth <= 0) return "{ … }";
  const inner = { ...options, depth: options.depth - 1 };
  const parts = sortFields(fields).map((field) => inlineField(field, inner));
  if (index !== undefined) parts.push(`[k: string]: ${inlineType(index, inner)}`);
  return `{ ${parts.join("; ")} }`;
}

/** The first fields that fit, required ones before all others. */
function cutObject(input: NormalizedSchema): string {
  const { root } = input;
  const options = { depth: 0, literals: 3, definitions: input.definitions };
  if (root.kind !== "object") return "{ … }";
  const parts: string[] = [];
  let chars = 0;
  for (const field of sortFields(root.fields)) {
    const part = inlineField(field, options);
    chars += part.length + 2;
    if (chars > signatureLimits.maxChars) break;
    parts.push(part);
  }
  return `{ ${[...parts, "…"].join("; ")} }`;
}

function sortFields(fields: readonly FieldNode[]): readonly FieldNode[] {
  return [...fields.filter((field) => field.isRequired), ...fields.filter((field) => !field.isRequired)];
}

function inlineField(field: FieldNode, options: InlineOptions): string {
  const isBare = /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(field.name) && field.name !== "__proto__";
  const name = isBare ? field.name : toStringLiteral(field.name);
  return `${name}${field.isRequired ? "" : "?"}: ${inlineType(field.node, options)}`;
}

function wrap(node: TypeNode, text: string): string {
  const isWide = node.kind === "union" || node.kind === "intersection" || node.kind === "literals";
  return isWide && /[|&]/.test(text) ? `(${text})` : text;
}

function wrapIn(node: TypeNode, text: string, kind: TypeNode["kind"]): string {
  return node.kind === kind || (kind === "union" && node.kind === "literals") ? `(${text})` : text;
}
