import type { Node } from "oxc-parser";
import { memberName, unwrap, walk } from "../walk.ts";

/** What code puts into objects after it made them, which types do not follow. */
export interface Growth {
  /** Members that are assigned somewhere: `row.spent = 1`. */
  readonly members: ReadonlySet<string>;
  /** Literals that take the place of others or stand beside them: `best = { … }`, `rows.push({ … })`. */
  readonly literals: readonly { readonly start: number; readonly end: number }[];
}

const adders: ReadonlySet<string | undefined> = new Set(["push", "unshift"]);

export function findGrowth(body: readonly Node[]): Growth {
  const members = new Set<string>();
  const literals: { start: number; end: number }[] = [];
  const note = (value: Node): void => {
    const node = unwrap(value);
    if (node.type === "ObjectExpression") literals.push({ start: node.start, end: node.end });
  };
  walk(body, ({ node, inType }) => {
    if (inType) return false;
    if (node.type === "AssignmentExpression") {
      const member = memberName(unwrap(node.left));
      if (member !== undefined) members.add(member);
      note(node.right);
    } else if (node.type === "CallExpression" && adders.has(memberName(unwrap(node.callee)))) {
      for (const argument of node.arguments) note(argument);
    }
    return undefined;
  });
  return { members, literals };
}
