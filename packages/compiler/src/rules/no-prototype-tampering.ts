import type { Node } from "oxc-parser";
import { memberName, unwrap } from "../walk.ts";
import { globalName } from "./global-name.ts";
import type { Rule, RuleScope } from "./rule.ts";

const advice = "Leave built-in objects as they are; write a function of your own";
const builtins: ReadonlySet<string> = new Set([
  ...["Object", "Function", "Array", "String", "Number", "Boolean", "Symbol", "BigInt", "Date", "RegExp", "Error"],
  ...[
    "Map",
    "Set",
    "WeakMap",
    "WeakSet",
    "Promise",
    "Proxy",
    "Reflect",
    "JSON",
    "Math",
    "Intl",
    "Atomics",
    "ToolError",
  ],
  ...["ArrayBuffer", "SharedArrayBuffer", "DataView", "Uint8Array", "Iterator", "globalThis", "crypto", "console"],
  ...["fetch", "URL", "Headers", "Request", "Response", "TextEncoder", "TextDecoder", "structuredClone"],
]);
/** Functions of Object and Reflect that change the object they are given first. */
const changers: ReadonlySet<string> = new Set([
  "assign",
  "defineProperty",
  "defineProperties",
  "setPrototypeOf",
  "set",
  "deleteProperty",
]);
const legacy: ReadonlySet<string> = new Set(["__defineGetter__", "__defineSetter__"]);

export const noPrototypeTampering: Rule = {
  id: "no-prototype-tampering",
  description: "Changes to prototypes and to built-in objects",
  severity: "block",
  nodes: ["AssignmentExpression", "UpdateExpression", "UnaryExpression", "CallExpression", "Property"],
  check({ node, up }, scope) {
    const message = explain(node, up?.node, scope);
    if (message !== undefined) scope.report({ start: node.start, message, advice });
  },
};

function explain(node: Node, parent: Node | undefined, scope: RuleScope): string | undefined {
  switch (node.type) {
    case "AssignmentExpression":
      return explainTarget(node.left, scope);
    case "UpdateExpression":
      return explainTarget(node.argument, scope);
    case "UnaryExpression":
      return node.operator === "delete" ? explainTarget(node.argument, scope) : undefined;
    case "Property": {
      const isProto =
        parent?.type === "ObjectExpression" &&
        !node.computed &&
        !node.shorthand &&
        !node.method &&
        keyName(node.key) === "__proto__";
      const isNull = node.value.type === "Literal" && node.value.value === null;
      return isProto && !isNull ? "Cannot set __proto__: it changes what the object inherits" : undefined;
    }
    case "CallExpression":
      return explainCall(node, scope);
    default:
      return undefined;
  }
}

function explainTarget(target: Node, scope: RuleScope): string | undefined {
  const node = unwrap(target);
  if (node.type === "Identifier") {
    return builtins.has(node.name) && !scope.isShadowed(node.name)
      ? `Cannot replace ${node.name}: it is built in`
      : undefined;
  }
  if (node.type !== "MemberExpression") return undefined;
  if (memberName(node) === "__proto__") return "Cannot set __proto__: it changes what the object inherits";
  const replaced = globalName(node, scope);
  if (replaced !== undefined && builtins.has(replaced)) return `Cannot replace ${replaced}: it is built in`;
  const owner = builtinOwner(node.object, scope);
  if (owner === "Error" && memberName(node) === "stackTraceLimit") return undefined;
  return owner === undefined ? undefined : `Cannot change ${owner}: it is built in`;
}

/** `Array.prototype`, `JSON`, `[].__proto__`, `x.constructor.prototype`. */
function builtinOwner(expression: Node, scope: RuleScope): string | undefined {
  const node = unwrap(expression);
  const name = globalName(node, scope);
  // A new global of one's own is no change to a built-in one.
  if (name !== undefined && builtins.has(name) && name !== "globalThis") return name;
  if (node.type !== "MemberExpression") return undefined;
  const member = memberName(node);
  if (member === "__proto__") return "a prototype";
  if (member !== "prototype") return undefined;
  if (memberName(unwrap(node.object)) === "constructor") return "a prototype";
  const owner = globalName(node.object, scope);
  return owner !== undefined && builtins.has(owner) ? `${owner}.prototype` : undefined;
}

function explainCall(node: Extract<Node, { type: "CallExpression" }>, scope: RuleScope): string | undefined {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const name = memberName(callee);
  if (name !== undefined && legacy.has(name)) return `Cannot call ${name}: it changes an object behind its back`;
  const object = globalName(callee.object, scope);
  if (name === undefined || !changers.has(name) || (object !== "Object" && object !== "Reflect")) return undefined;
  const first = node.arguments[0];
  const owner = first === undefined ? undefined : builtinOwner(first, scope);
  return owner === undefined ? undefined : `Cannot change ${owner}: it is built in`;
}

function keyName(key: Node): string | undefined {
  if (key.type === "Identifier") return key.name;
  return key.type === "Literal" ? String(key.value) : undefined;
}
