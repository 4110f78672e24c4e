import type { Node } from "oxc-parser";
import type { LinkedModule } from "./link-modules.ts";
import type { Problem } from "./source-text.ts";
import { memberName, unwrap, walk } from "./walk.ts";

const listers: ReadonlySet<string | undefined> = new Set([
  "entries",
  "getOwnPropertyNames",
  "keys",
  "ownKeys",
  "values",
]);
const owners: ReadonlySet<string> = new Set(["Object", "Reflect"]);

/** `Object.keys(servers.crm)` is empty: in the process every name is a tool, and only the host knows which there are. */
export function findListing({ parsed, scan }: LinkedModule): Problem | undefined {
  if (!scan.values.has("servers") || scan.declared.has("servers")) return undefined;
  let found: Problem | undefined;
  walk(parsed.body, ({ node }) => {
    const listed = found === undefined ? listedBy(node) : undefined;
    if (listed !== undefined) found = explain(listed);
    return undefined;
  });
  return found;
}

function listedBy(node: Node): Node | undefined {
  if (node.type === "ForInStatement") return asServers(node.right);
  if (node.type !== "CallExpression") return undefined;
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression" || !listers.has(memberName(callee))) return undefined;
  const [first] = node.arguments;
  const isBuiltIn = callee.object.type === "Identifier" && owners.has(callee.object.name);
  return isBuiltIn && first !== undefined ? asServers(first) : undefined;
}

/** `servers`, or one of them. */
function asServers(expression: Node): Node | undefined {
  const node = unwrap(expression);
  const root = node.type === "MemberExpression" ? unwrap(node.object) : node;
  return root.type === "Identifier" && root.name === "servers" ? node : undefined;
}

function explain(node: Node): Problem {
  const server = memberName(node);
  const written = node.type === "Identifier" ? "servers" : `servers.${server ?? "<server>"}`;
  return {
    rule: "no-listing",
    start: node.start,
    severity: "warning",
    message: `Cannot list ${written}: it has no keys, whatever tools there are`,
    advice: `searchTools("…"${server === undefined ? "" : `, { server: ${JSON.stringify(server)} }`}) of ./client.ts finds tools`,
  };
}
