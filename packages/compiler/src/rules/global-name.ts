import type { Node } from "oxc-parser";
import { memberName, unwrap } from "../walk.ts";
import type { RuleScope } from "./rule.ts";

const globalObjects: ReadonlySet<string> = new Set(["globalThis", "window", "self", "global"]);

/** The global that an expression names: `eval`, `globalThis.eval`, `globalThis["eval"]`. */
export function globalName(expression: Node, scope: RuleScope): string | undefined {
  const node = unwrap(expression);
  if (node.type === "Identifier") return scope.isShadowed(node.name) ? undefined : node.name;
  if (node.type !== "MemberExpression") return undefined;
  const object = unwrap(node.object);
  const isGlobal = object.type === "Identifier" && globalObjects.has(object.name) && !scope.isShadowed(object.name);
  return isGlobal ? memberName(node) : undefined;
}
