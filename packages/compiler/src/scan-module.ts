import type { Node } from "oxc-parser";
import type { ParsedSource } from "./parse-source.ts";
import { type ModuleExport, type ModuleImport, readExport, readImport } from "./read-imports.ts";
import { mayHoldToken } from "./token-text.ts";
import { bindingsOf, memberName, staticString, unwrap, type Visit, walk } from "./walk.ts";

/** A literal that may hold a token, and how to put an expression in its place. Offsets are those of `wrapped`. */
export interface TokenLiteral {
  readonly kind: "string" | "quasi" | "key";
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Inside the callee of `new`, where a call has to stand in parentheses. */
  readonly needsParentheses: boolean;
}

/** `root.a.b` as written; `names` stops where a part is computed. */
export interface MemberChain {
  readonly root: string;
  readonly names: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** The whole chain has static names. */
  readonly isStatic: boolean;
  readonly start: number;
  /** Where it is called: the span of the call. */
  readonly call?: { readonly start: number; readonly end: number };
  /** Where it is the value of a `const x = …` or `const { … } = …`. */
  readonly target?: Node;
}

export interface DynamicImport {
  readonly start: number;
  readonly end: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
  /** Undefined where it is computed. */
  readonly specifier: string | undefined;
  readonly hasOptions: boolean;
}

export interface ModuleScan {
  readonly imports: readonly ModuleImport[];
  readonly exports: readonly ModuleExport[];
  readonly dynamicImports: readonly DynamicImport[];
  readonly requires: readonly { readonly start: number; readonly specifier: string | undefined }[];
  readonly literals: readonly TokenLiteral[];
  readonly chains: readonly MemberChain[];
  /** Every identifier, wherever it stands. */
  readonly names: ReadonlySet<string>;
  /** Names bound anywhere (also assigned in a pattern) and how often, import bindings left out. */
  readonly declared: ReadonlyMap<string, number>;
  /** Names read as values. */
  readonly values: ReadonlySet<string>;
  readonly returns: readonly Node[];
  readonly maxDepth: number;
  /** Offset of the deepest node. */
  readonly deepest: number;
}

export function scanModule(parsed: ParsedSource): ModuleScan {
  const imports: ModuleImport[] = [];
  const exports: ModuleExport[] = [];
  const dynamicImports: DynamicImport[] = [];
  const requires: { start: number; specifier: string | undefined }[] = [];
  const literals: TokenLiteral[] = [];
  const chains: MemberChain[] = [];
  const names = new Set<string>();
  const declared = new Map<string, number>();
  const values = new Set<string>();
  const returns: Node[] = [];
  let maxDepth = 0;
  let deepest = 0;

  walk(parsed.body, (visit) => {
    const { node, depth } = visit;
    if (depth > maxDepth) {
      maxDepth = depth;
      deepest = node.start;
    }
    switch (node.type) {
      case "ImportDeclaration":
        imports.push(readImport(node));
        return false;
      case "ExportAllDeclaration":
      case "ExportDefaultDeclaration":
      case "ExportNamedDeclaration":
        // A namespace's exports are its own; TypeScript compiles them.
        if (visit.up?.node.type === "TSModuleBlock") break;
        exports.push(...readExport(node, visit, imports));
        if (node.type === "ExportAllDeclaration" || (node.type === "ExportNamedDeclaration" && node.source !== null))
          return false;
        break;
      case "Identifier":
        names.add(node.name);
        noteIdentifier(visit, node.name, declared, values, chains);
        break;
      case "MemberExpression":
        if (!visit.inType && !isInnerMember(visit)) noteChain(visit, chains);
        break;
      case "ImportExpression":
        dynamicImports.push({
          start: node.start,
          end: node.end,
          sourceStart: node.source.start,
          sourceEnd: node.source.end,
          specifier: staticString(node.source),
          hasOptions: node.options !== null,
        });
        return node.options !== null || staticString(node.source) === undefined;
      case "CallExpression":
        if (node.callee.type === "Identifier" && node.callee.name === "require" && node.arguments.length > 0) {
          requires.push({ start: node.start, specifier: staticString(node.arguments[0]) });
        }
        break;
      case "ReturnStatement":
        if (visit.isTopLevel) returns.push(node);
        break;
      case "Literal":
        if (typeof node.value === "string") noteString(visit, node.start, node.end, node.value, literals);
        break;
      case "TemplateElement":
        noteQuasi(visit, node, literals);
        break;
    }
    return undefined;
  });
  return {
    imports,
    exports,
    dynamicImports,
    requires,
    literals,
    chains,
    names,
    declared,
    values,
    returns,
    maxDepth,
    deepest,
  };
}

const bindingKeys: ReadonlySet<string> = new Set(["id", "params", "param", "local", "parameter"]);

function noteIdentifier(
  visit: Visit,
  name: string,
  declared: Map<string, number>,
  values: Set<string>,
  chains: MemberChain[],
): void {
  const { up, key, node } = visit;
  const parent = up?.node;
  if (visit.inType || parent === undefined) return;
  if (key === "label" || key === "meta") return;
  if (key === "property" && parent.type === "MemberExpression" && !parent.computed) return;
  if (key === "key" && "computed" in parent && !parent.computed) return;
  if (key === "exported" || (key === "id" && parent.type === "TSEnumMember")) return;
  if (bindingKeys.has(key) && parent.type !== "ExportSpecifier") {
    declared.set(name, (declared.get(name) ?? 0) + 1);
    return;
  }
  if (isPatternPart(visit)) {
    declared.set(name, (declared.get(name) ?? 0) + 1);
    return;
  }
  values.add(name);
  if (!isInnerMember(visit)) chains.push(toChain(visit, name, [], true, node.start));
}

/** In a destructuring or default pattern, where it names what is bound. */
function isPatternPart(visit: Visit): boolean {
  const parent = visit.up?.node;
  if (parent === undefined) return false;
  if (parent.type === "AssignmentPattern") return visit.key === "left";
  if (parent.type === "ArrayPattern" || parent.type === "RestElement") return true;
  if (parent.type === "Property" && visit.key === "value") return visit.up?.up?.node.type === "ObjectPattern";
  return false;
}

/** The object of a longer chain: the longer one is noted instead. */
function isInnerMember(visit: Visit): boolean {
  let at: Visit | undefined = visit;
  while (at?.up !== undefined && at.key === "expression" && unwrap(at.up.node) !== at.up.node) at = at.up;
  return at?.key === "object" && at.up?.node.type === "MemberExpression";
}

function noteChain(visit: Visit, chains: MemberChain[]): void {
  const reversed: { name: string; start: number; end: number }[] = [];
  let isStatic = true;
  let node = visit.node;
  while (node.type === "MemberExpression") {
    const name = memberName(node);
    if (name === undefined) {
      isStatic = false;
      reversed.length = 0;
    } else reversed.push({ name, start: node.property.start, end: node.property.end });
    node = unwrap(node.object);
  }
  if (node.type !== "Identifier") return;
  chains.push(toChain(visit, node.name, reversed.reverse(), isStatic, visit.node.start));
}

function toChain(
  visit: Visit,
  root: string,
  names: MemberChain["names"],
  isStatic: boolean,
  start: number,
): MemberChain {
  let at = visit;
  while (at.up !== undefined && at.key === "expression" && unwrap(at.up.node) !== at.up.node) at = at.up;
  const parent = at.up?.node;
  const call =
    parent?.type === "CallExpression" && at.key === "callee" ? { start: parent.start, end: parent.end } : undefined;
  const target = parent?.type === "VariableDeclarator" && at.key === "init" ? parent.id : undefined;
  return {
    root,
    names,
    isStatic,
    start,
    ...(call === undefined ? {} : { call }),
    ...(target === undefined ? {} : { target }),
  };
}

/** Names a pattern gives to parts of a value: `{ a: x }` gives `a` to `x`. */
export function readTarget(target: Node): {
  readonly whole?: string;
  readonly parts: readonly { name: string; local: string; start: number; end: number }[];
} {
  if (target.type === "Identifier") return { whole: target.name, parts: [] };
  if (target.type !== "ObjectPattern") return { parts: [] };
  const parts: { name: string; local: string; start: number; end: number }[] = [];
  for (const property of target.properties) {
    if (property.type !== "Property" || property.computed) return { whole: "", parts };
    const name = property.key.type === "Identifier" ? property.key.name : staticString(property.key);
    const local = property.value.type === "Identifier" ? property.value.name : bindingsOf(property.value)[0]?.name;
    if (name !== undefined) parts.push({ name, local: local ?? "", start: property.key.start, end: property.key.end });
  }
  return { parts };
}

function noteString(visit: Visit, start: number, end: number, text: string, literals: TokenLiteral[]): void {
  const parent = visit.up?.node;
  if (visit.inType || parent === undefined) return;
  if (parent.type === "ExpressionStatement" && parent.directive !== null && !isLastStatementCandidate(visit)) return;
  if (visit.key === "id" || visit.key === "source" || visit.key === "exported" || visit.key === "local") return;
  if (parent.type === "ImportAttribute" || parent.type === "TSExternalModuleReference") return;
  if (isInEnum(visit)) return;
  if (visit.key === "key" && "computed" in parent && !parent.computed) {
    const isObjectKey = parent.type === "Property" && visit.up?.up?.node.type === "ObjectExpression";
    if (isObjectKey && mayHoldToken(text)) literals.push({ kind: "key", start, end, text, needsParentheses: false });
    return;
  }
  if (mayHoldToken(text)) {
    literals.push({ kind: "string", start, end, text, needsParentheses: isInNewCallee(visit) });
  }
}

/** A program that is one string is its value, not a directive. */
function isLastStatementCandidate(visit: Visit): boolean {
  return (
    visit.up?.up === undefined &&
    visit.up?.node.type === "ExpressionStatement" &&
    visit.up.node.directive !== "use strict"
  );
}

/** oxc counts the delimiters as part of a template's text piece. */
function noteQuasi(visit: Visit, node: Node, literals: TokenLiteral[]): void {
  const template = visit.up;
  if (node.type !== "TemplateElement" || visit.inType || template?.node.type !== "TemplateLiteral") return;
  if (template.up?.node.type === "TaggedTemplateExpression" && template.key === "quasi") return;
  if (template.up?.node.type === "ImportExpression" || isInEnum(visit)) return;
  const text = node.value.cooked;
  if (text === null || text === undefined || !mayHoldToken(text)) return;
  const end = node.end - (node.tail ? 1 : 2);
  literals.push({ kind: "quasi", start: node.start + 1, end, text, needsParentheses: false });
}

/** An enum has to keep its constants: TypeScript treats computed members otherwise. */
function isInEnum(visit: Visit): boolean {
  for (let at = visit.up; at !== undefined; at = at.up) {
    if (at.node.type === "TSEnumMember") return true;
    if (!("expression" in at.node) && !/Expression$|Template/.test(at.node.type)) return false;
  }
  return false;
}

function isInNewCallee(visit: Visit): boolean {
  for (let at: Visit | undefined = visit; at !== undefined; at = at.up) {
    if (at.key === "callee" && at.up?.node.type === "NewExpression") return true;
    if (at.key !== "object" && at.key !== "callee" && at.key !== "expression" && at.key !== "tag") return false;
  }
  return false;
}
