import type { Node } from "oxc-parser";
import type { LinkedModule } from "./link-modules.ts";
import { findLastExpression } from "./rewrite-module.ts";
import type { Problem } from "./source-text.ts";
import { bindingsOf, unwrap } from "./walk.ts";

const RULE = "no-result";

/** Code whose output will be null though its author had one in mind: a function that nothing calls, a value that nothing returns. */
export function findIdleCode({ parsed, scan }: LinkedModule): Problem | undefined {
  const hasDefault = scan.exports.some((one) => one.kind === "default" || ("name" in one && one.name === "default"));
  if (hasDefault || scan.returns.length > 0) return undefined;
  const last = findLastExpression(parsed.body);
  if (last !== undefined) {
    if (!isFunction(last)) return undefined;
    return explain(last, "this function", "End the code with a call of it, or put export default before it");
  }
  const functions = parsed.body.map(declaredFunction);
  const isIdle = functions.every((one, at) => one !== undefined || isInert(parsed.body[at]));
  const main = functions.findLast((one) => one !== undefined);
  if (isIdle && main !== undefined) {
    return explain(
      main.node,
      main.name,
      `End the code with return await ${main.name}(…), or put export default before it`,
    );
  }
  const end = parsed.body.at(-1);
  const statement = end?.type === "ExportNamedDeclaration" ? end.declaration : end;
  const declared = statement?.type === "VariableDeclaration" ? statement.declarations.at(-1) : undefined;
  const name = declared?.id.type === "Identifier" ? declared.id.name : undefined;
  if (end === undefined || name === undefined) return undefined;
  return {
    rule: RULE,
    start: end.start,
    severity: "warning",
    message: `Nothing is returned: the code ends with the declaration of ${name}`,
    advice: `Add return ${name}`,
  };
}

function explain(node: Node, what: string, advice: string): Problem {
  return {
    rule: RULE,
    start: node.start,
    severity: "warning",
    message: `Nothing calls ${what}, so nothing runs`,
    advice,
  };
}

function declaredFunction(statement: Node): { readonly name: string; readonly node: Node } | undefined {
  const node =
    statement.type === "ExportNamedDeclaration" && statement.declaration !== null ? statement.declaration : statement;
  if (node.type === "FunctionDeclaration" && node.id !== null) return { name: node.id.name, node };
  if (node.type !== "VariableDeclaration") return undefined;
  const [only, ...others] = node.declarations;
  if (only?.init == null || others.length > 0 || !isFunction(only.init)) return undefined;
  const [bound] = bindingsOf(only.id);
  return bound === undefined ? undefined : { name: bound.name, node };
}

/** Does nothing by itself. */
function isInert(statement: Node | undefined): boolean {
  return (
    statement !== undefined &&
    /^(?:Import|TSInterface|TSTypeAlias|Class)Declaration$|^EmptyStatement$/.test(statement.type)
  );
}

function isFunction(expression: Node): boolean {
  return /^(?:ArrowFunction|Function)Expression$/.test(unwrap(expression).type);
}
