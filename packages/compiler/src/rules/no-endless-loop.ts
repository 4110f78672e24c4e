import type { Node } from "oxc-parser";
import { isNode, staticString, unwrap, walk } from "../walk.ts";
import type { Rule } from "./rule.ts";

const advice = "Give the loop an end: a counter, a break, or a condition that changes";

export const noEndlessLoop: Rule = {
  id: "no-endless-loop",
  description: "Loops that nothing in them can end",
  severity: "block",
  nodes: ["WhileStatement", "DoWhileStatement", "ForStatement"],
  check({ node, up }, scope) {
    if (node.type === "ForStatement" && runsAway(node)) {
      scope.report({
        start: node.start,
        message: "Cannot end this loop: its counter moves away from the limit",
        advice,
      });
      return;
    }
    if (node.type !== "WhileStatement" && node.type !== "DoWhileStatement" && node.type !== "ForStatement") return;
    if (node.test !== null && !isTruthy(node.test)) return;
    const label = up?.node.type === "LabeledStatement" ? up.node.label.name : undefined;
    const exit = findExit(node.body, label);
    if (exit === "leaves") return;
    scope.report({
      start: node.start,
      message: "Cannot end this loop: its condition is always true and nothing in it leaves it",
      advice,
      // A call may throw, and that may be meant.
      isWeak: exit === "calls",
    });
  },
};

function isTruthy(test: Node): boolean {
  const node = unwrap(test);
  if (node.type === "Literal") return Boolean(node.value) || "regex" in node || "bigint" in node;
  if (node.type === "UnaryExpression" && node.operator === "!") {
    const inner = unwrap(node.argument);
    return inner.type === "Literal" && !isTruthy(inner);
  }
  return (staticString(node) ?? "") !== "" || node.type === "ArrayExpression" || node.type === "ObjectExpression";
}

/** What may end a loop from inside: a jump out of it, or a call that throws. */
function findExit(body: Node, label: string | undefined): "leaves" | "calls" | "none" {
  let found: "leaves" | "calls" | "none" = "none";
  walk([body], ({ node, up }) => {
    if (found === "leaves" || isFunction(node)) return false;
    if (node.type === "ReturnStatement" || node.type === "ThrowStatement" || node.type === "YieldExpression")
      found = "leaves";
    else if (node.type === "BreakStatement") {
      if (node.label === null) {
        if (!isInsideInner(up)) found = "leaves";
      } else if (node.label.name === label || !isLabelInside(up, node.label.name)) found = "leaves";
    } else if (node.type === "ContinueStatement" && node.label !== null) {
      if (node.label.name !== label && !isLabelInside(up, node.label.name)) found = "leaves";
    } else if (node.type === "CallExpression" || node.type === "NewExpression" || node.type === "AwaitExpression") {
      found = "calls";
    } else if (node.type === "ForOfStatement" && node.await) found = "calls";
    return undefined;
  });
  return found;
}

interface Up {
  readonly node: Node;
  readonly up: Up | undefined;
}

function isInsideInner(up: Up | undefined): boolean {
  for (let at = up; at !== undefined; at = at.up) {
    if (/^(?:While|DoWhile|For|ForIn|ForOf|Switch)Statement$/.test(at.node.type)) return true;
  }
  return false;
}

function isLabelInside(up: Up | undefined, label: string): boolean {
  for (let at = up; at !== undefined; at = at.up) {
    if (at.node.type === "LabeledStatement" && at.node.label.name === label) return true;
  }
  return false;
}

function isFunction(node: Node): boolean {
  return /Function/.test(node.type) || node.type === "ClassDeclaration" || node.type === "ClassExpression";
}

/** `for (let i = 0; i < 10; i--)`: the counter never reaches the limit. */
function runsAway(node: Extract<Node, { type: "ForStatement" }>): boolean {
  const { init, test, update } = node;
  if (init?.type !== "VariableDeclaration" || test?.type !== "BinaryExpression" || !isNode(update)) return false;
  const [counter, ...others] = init.declarations;
  if (others.length > 0 || counter?.id.type !== "Identifier" || update.type !== "UpdateExpression") return false;
  const { name } = counter.id;
  const isCounter = (side: Node): boolean => side.type === "Identifier" && side.name === name;
  if (!isCounter(test.left) || !isCounter(update.argument)) return false;
  const from = numberOf(counter.init);
  const to = numberOf(test.right);
  if (from === undefined || to === undefined) return false;
  const holds =
    (update.operator === "--" && ((test.operator === "<" && from < to) || (test.operator === "<=" && from <= to))) ||
    (update.operator === "++" && ((test.operator === ">" && from > to) || (test.operator === ">=" && from >= to)));
  if (!holds) return false;
  let isChanged = false;
  walk([node.body], ({ node: inner, key }) => {
    if (inner.type === "Identifier" && inner.name === name && (key === "left" || key === "argument")) isChanged = true;
    return undefined;
  });
  return !isChanged && findExit(node.body, undefined) !== "leaves";
}

function numberOf(node: Node | null): number | undefined {
  return node?.type === "Literal" && typeof node.value === "number" ? node.value : undefined;
}
