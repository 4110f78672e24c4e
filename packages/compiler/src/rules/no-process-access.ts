import type { Visit } from "../walk.ts";
import { globalName } from "./global-name.ts";
import type { Rule } from "./rule.ts";

const hosts: ReadonlySet<string> = new Set(["process", "Deno", "Bun"]);
const advice = "What the program needs comes in context, through tools and from ./client.ts";

export const noProcessAccess: Rule = {
  id: "no-process-access",
  description: "Use of process, Deno or Bun, which reach only what the policy opens",
  severity: "warn",
  nodes: ["Identifier", "MemberExpression"],
  check(visit, scope) {
    const { node } = visit;
    if (!isReference(visit)) return;
    const name = globalName(node, scope);
    if (name === undefined || !hosts.has(name)) return;
    scope.report({
      start: node.start,
      message: `Cannot rely on ${name}: it reaches only what the policy opens`,
      advice,
    });
  },
  checkModule(scope) {
    for (const one of scope.module.scan.imports) {
      const target = scope.module.targets.get(one.specifier);
      if (target?.kind !== "node" || !/^node:(process|child_process|worker_threads|cluster)$/.test(target.specifier))
        continue;
      const message = `Cannot rely on ${target.specifier}: it reaches only what the policy opens`;
      scope.report({ start: one.sourceStart, message, advice });
    }
  },
};

/** A mention is often a test whether it exists: `typeof process`. */
function isReference({ node, up, key, inType }: Visit): boolean {
  const parent = up?.node;
  if (inType || parent === undefined) return false;
  if (parent.type === "UnaryExpression" && parent.operator === "typeof") return false;
  if (node.type === "MemberExpression") return true;
  if (key === "property" && parent.type === "MemberExpression") return parent.computed;
  if (key === "key") return "computed" in parent && parent.computed === true;
  return key !== "label" && key !== "id" && key !== "params" && key !== "exported";
}
