import type { Node } from "oxc-parser";
import { memberName, staticString, unwrap, type Visit } from "../walk.ts";
import { globalName } from "./global-name.ts";
import type { Rule, RuleScope } from "./rule.ts";

const advice = "Write the code out; choose between functions with an object or a switch";
const timers: ReadonlySet<string> = new Set(["setTimeout", "setInterval"]);
const functionKinds: ReadonlySet<string> = new Set(["Function", "AsyncFunction", "GeneratorFunction"]);
const codeModules: ReadonlySet<string> = new Set(["node:vm", "node:module", "node:repl", "node:inspector"]);

export const noDynamicCode: Rule = {
  id: "no-dynamic-code",
  description: "Code made from text: eval, Function, constructor tricks, timers with text",
  severity: "block",
  nodes: ["CallExpression", "NewExpression", "TaggedTemplateExpression", "MemberExpression", "Identifier"],
  check(visit, scope) {
    const message = explain(visit, scope);
    if (message !== undefined) scope.report({ start: visit.node.start, message, advice });
  },
  checkModule(scope) {
    for (const one of scope.module.scan.imports) {
      const target = scope.module.targets.get(one.specifier);
      if (target?.kind !== "node" || !codeModules.has(target.specifier)) continue;
      scope.report({
        start: one.sourceStart,
        message: `Cannot use "${target.specifier}": it makes code from text`,
        advice,
      });
    }
  },
};

function explain({ node, up, key }: Visit, scope: RuleScope): string | undefined {
  if (node.type === "CallExpression" || node.type === "NewExpression") return explainCall(node, scope);
  if (node.type === "TaggedTemplateExpression") {
    return functionKinds.has(globalName(node.tag, scope) ?? "")
      ? "Cannot call Function: it makes code from text"
      : undefined;
  }
  if (node.type === "MemberExpression") {
    const isChained = memberName(node) === "constructor" && memberName(unwrap(node.object)) === "constructor";
    if (isChained) return "Cannot use .constructor.constructor: it is Function, which makes code from text";
  }
  // Handed on instead of called: `const run = eval`.
  const parent = up?.node;
  const isHandedOn =
    parent !== undefined &&
    key !== "callee" &&
    key !== "object" &&
    key !== "property" &&
    key !== "key" &&
    key !== "left";
  if (isHandedOn && (node.type === "Identifier" || node.type === "MemberExpression")) {
    if (/^(?:Unary|Binary|Sequence)Expression$/.test(parent.type)) return undefined;
    if (globalName(node, scope) === "eval" && isRead(node, parent)) return "Cannot use eval: it makes code from text";
  }
  return undefined;
}

function isRead(node: Node, parent: Node): boolean {
  return !(parent.type === "VariableDeclarator" && parent.id === node);
}

function explainCall(
  node: Extract<Node, { type: "CallExpression" | "NewExpression" }>,
  scope: RuleScope,
): string | undefined {
  let callee = unwrap(node.callee);
  // `(0, eval)("…")`
  if (callee.type === "SequenceExpression") callee = unwrap(callee.expressions.at(-1) ?? callee);
  const name = globalName(callee, scope);
  const first = node.arguments[0];
  if (name === "eval") return "Cannot call eval: it makes code from text";
  if (name !== undefined && functionKinds.has(name)) return `Cannot call ${name}: it makes code from text`;
  if (name !== undefined && timers.has(name) && first !== undefined && isText(first)) {
    return `Cannot call ${name} with text: it would be run as code`;
  }
  if (
    memberName(callee) === "constructor" &&
    callee.type === "MemberExpression" &&
    (first === undefined || isText(first))
  ) {
    const { type } = unwrap(callee.object);
    const isFunction = type === "ArrowFunctionExpression" || type === "FunctionExpression";
    if (isFunction || (first !== undefined && type !== "ThisExpression" && type !== "Super")) {
      return "Cannot call .constructor with text: that of a function makes code from it";
    }
  }
  if (memberName(callee) === "construct" && callee.type === "MemberExpression" && first !== undefined) {
    const isFunction = functionKinds.has(globalName(first, scope) ?? "");
    if (globalName(callee.object, scope) === "Reflect" && isFunction)
      return "Cannot construct Function: it makes code from text";
  }
  return undefined;
}

function isText(argument: Node): boolean {
  const node = unwrap(argument);
  if (staticString(node) !== undefined || node.type === "TemplateLiteral") return true;
  return node.type === "BinaryExpression" && node.operator === "+" && (isText(node.left) || isText(node.right));
}
