import type { Node } from "oxc-parser";
import type { Visit } from "../walk.ts";

export const literalNodes: readonly Node["type"][] = ["Literal", "TemplateElement"];
/** Longer texts are looked at in their beginning only: patterns cost time, and data belongs in context. */
const MAX_LITERAL = 20_000;

/** Text of a string literal or template piece that is data; undefined for types and module paths. */
export function literalText({ node, key, inType }: Visit): string | undefined {
  if (inType || key === "source") return undefined;
  if (node.type === "Literal") return typeof node.value === "string" ? node.value.slice(0, MAX_LITERAL) : undefined;
  if (node.type === "TemplateElement") return (node.value.cooked ?? node.value.raw).slice(0, MAX_LITERAL);
  return undefined;
}
