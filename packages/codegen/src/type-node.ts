import { schemaLimits } from "./limits.ts";

/** What is left of a schema once it is safe to print: the words TypeScript has, and nothing a server wrote but names and values. */
export type TypeNode =
  | { readonly kind: "unknown" | "never" | "null" | "string" | "number" | "boolean" }
  | { readonly kind: "literals"; readonly values: readonly Literal[] }
  | { readonly kind: "reference"; readonly name: string }
  | { readonly kind: "array"; readonly items: TypeNode }
  | { readonly kind: "tuple"; readonly items: readonly TypeNode[]; readonly rest?: TypeNode }
  | ObjectNode
  | { readonly kind: "union"; readonly members: readonly TypeNode[] }
  | { readonly kind: "intersection"; readonly members: readonly TypeNode[] };

export type Literal = string | number | boolean | null;

export interface ObjectNode {
  readonly kind: "object";
  readonly fields: readonly FieldNode[];
  /** Type of every key that is not a field; absent = no other key. */
  readonly index?: TypeNode;
}

export interface FieldNode {
  readonly name: string;
  readonly node: TypeNode;
  readonly isRequired: boolean;
  /** Lines of its comment, already safe. */
  readonly doc: readonly string[];
}

export interface NormalizedSchema {
  readonly root: TypeNode;
  /** Named types the root refers to, directly or not. */
  readonly definitions: ReadonlyMap<string, TypeNode>;
  readonly warnings: readonly string[];
}

export const unknownNode: TypeNode = { kind: "unknown" };
export const neverNode: TypeNode = { kind: "never" };
export const openObject: ObjectNode = { kind: "object", fields: [], index: unknownNode };

export function isOpenObject(node: TypeNode): boolean {
  return node.kind === "object" && node.fields.length === 0 && node.index?.kind === "unknown";
}

/** Union without nesting, repeats and members that others already cover; too many members widen it. */
export function toUnion(nodes: readonly TypeNode[]): TypeNode {
  const members = new Map<string, TypeNode>();
  const literals = new Set<Literal>();
  const add = (node: TypeNode): boolean => {
    if (node.kind === "unknown") return false;
    if (node.kind === "never") return true;
    if (node.kind === "union") return node.members.every(add);
    if (node.kind === "literals") for (const value of node.values) literals.add(value);
    else members.set(JSON.stringify(node), node);
    return true;
  };
  if (!nodes.every(add) || members.size > schemaLimits.maxUnionMembers) return unknownNode;
  const kinds = new Set([...members.values()].map((member) => member.kind));
  const all = [...members.values(), ...toLiterals([...literals].filter((value) => !kinds.has(kindOfLiteral(value))))];
  const [only] = all;
  if (only === undefined) return neverNode;
  return all.length === 1 ? only : { kind: "union", members: all };
}

/** Literals as they are, or the primitive types they belong to where there are too many or too long ones. */
export function toLiterals(values: readonly Literal[]): readonly TypeNode[] {
  if (values.length === 0) return [];
  const isShort = values.every((value) => typeof value !== "string" || value.length <= schemaLimits.maxLiteralChars);
  if (isShort && values.length <= schemaLimits.maxLiterals) return [{ kind: "literals", values }];
  return [...new Set(values.map(kindOfLiteral))].map((kind) => ({ kind }));
}

export function kindOfLiteral(value: Literal): "null" | "string" | "number" | "boolean" {
  return value === null ? "null" : (typeof value as "string" | "number" | "boolean");
}
