import { type Node, visitorKeys } from "oxc-parser";

/** One node with the way to it. Made by `walk`. */
export interface Visit {
  readonly node: Node;
  /** Name of the parent's field that holds it. */
  readonly key: string;
  readonly up: Visit | undefined;
  readonly depth: number;
  /** In a type: gone at run time. */
  readonly inType: boolean;
  /** Inside no function or class of the code itself. */
  readonly isTopLevel: boolean;
}

const typeKeys: ReadonlySet<string> = new Set([
  "typeAnnotation",
  "typeParameters",
  "typeArguments",
  "returnType",
  "superTypeArguments",
  "implements",
]);
const typeNodes: ReadonlySet<string> = new Set([
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSDeclareFunction",
  "TSNamespaceExportDeclaration",
]);
const scopeNodes: ReadonlySet<string> = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ClassDeclaration",
  "ClassExpression",
  "TSModuleDeclaration",
]);

/**
 * Visits every node in source order. Keeps its own stack, so the depth of hostile code costs no call stack.
 * `enter` returns false to leave out what is below.
 */
export function walk(roots: readonly Node[], enter: (visit: Visit) => boolean | undefined): void {
  const stack: Visit[] = [];
  for (let index = roots.length - 1; index >= 0; index--) {
    const node = roots[index];
    if (node !== undefined) {
      stack.push({ node, key: "body", up: undefined, depth: 1, inType: isTypeNode(node), isTopLevel: true });
    }
  }
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    if (enter(visit) === false) continue;
    const { node } = visit;
    const keys = visitorKeys[node.type] ?? [];
    const isTopLevel = visit.isTopLevel && !scopeNodes.has(node.type);
    for (let at = keys.length - 1; at >= 0; at--) {
      const key = keys[at] ?? "";
      const value: unknown = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(value)) {
        for (let index = value.length - 1; index >= 0; index--) pushChild(stack, value[index], key, visit, isTopLevel);
      } else pushChild(stack, value, key, visit, isTopLevel);
    }
  }
}

function pushChild(stack: Visit[], value: unknown, key: string, up: Visit, isTopLevel: boolean): void {
  if (!isNode(value)) return;
  const inType = up.inType || typeKeys.has(key) || isTypeNode(value);
  stack.push({ node: value, key, up, depth: up.depth + 1, inType, isTopLevel });
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function isTypeNode(node: Node): boolean {
  return typeNodes.has(node.type) || (node as { declare?: unknown }).declare === true;
}

/** Names that a binding pattern declares, with their places. */
export function bindingsOf(pattern: Node): { readonly name: string; readonly start: number }[] {
  const found: { name: string; start: number }[] = [];
  const stack: (Node | null)[] = [pattern];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === null) continue;
    if (node.type === "Identifier") found.push({ name: node.name, start: node.start });
    else if (node.type === "ObjectPattern") for (const part of [...node.properties].reverse()) stack.push(part);
    else if (node.type === "Property") stack.push(node.value);
    else if (node.type === "ArrayPattern") for (const part of [...node.elements].reverse()) stack.push(part);
    else if (node.type === "AssignmentPattern") stack.push(node.left);
    else if (node.type === "RestElement") stack.push(node.argument);
    else if (node.type === "TSParameterProperty") stack.push(node.parameter);
  }
  return found;
}

/** A string known from the text: a literal, or a template without holes. */
export function staticString(node: Node | null | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

/** Parentheses, `as`, `!`, `satisfies` and optional chains say nothing about which thing is meant. */
export function unwrap(node: Node): Node {
  let inner = node;
  for (;;) {
    if (
      inner.type === "ParenthesizedExpression" ||
      inner.type === "ChainExpression" ||
      inner.type === "TSNonNullExpression" ||
      inner.type === "TSAsExpression" ||
      inner.type === "TSSatisfiesExpression" ||
      inner.type === "TSTypeAssertion" ||
      inner.type === "TSInstantiationExpression"
    ) {
      inner = inner.expression;
    } else return inner;
  }
}

/** Property name of a member expression where the text says it; undefined where it is computed. */
export function memberName(node: Node): string | undefined {
  if (node.type !== "MemberExpression") return undefined;
  if (!node.computed) return node.property.type === "Identifier" ? node.property.name : undefined;
  return staticString(node.property);
}
