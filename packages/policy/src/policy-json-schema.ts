import { policyFileSchema } from "@sluice/contracts";
import { z } from "zod";
import { policyFieldDocs } from "./policy-field-docs.ts";

type SchemaNode = Record<string, unknown>;

/** JSON Schema of a policy file for editors, with a description at every field. */
export function renderPolicySchema(): string {
  const schema = z.toJSONSchema(policyFileSchema, { io: "input" }) as SchemaNode;
  const described = describe(schema, "");
  const whole = {
    ...described,
    $id: "policy.schema.json",
    title: "Sluice policy",
    description: "See docs/POLICIES.md",
  };
  return `${joinShortLists(JSON.stringify(whole, undefined, 2))}\n`;
}

/** Lists of words on one line where they fit, as the formatter wants them. */
function joinShortLists(json: string): string {
  return json.replace(
    /^( *(?:"[^"]*": )?)\[\n((?: *"[^"]*",?\n)+) *\](,?)$/gm,
    (whole: string, start: string, words: string, end: string) => {
      const line = `${start}[${words.trim().split(/\n */).join(" ")}]${end}`;
      return line.length <= 120 ? line : whole;
    },
  );
}

/** Every field of a policy file as the docs name it: `sandbox.memoryMb`, `tools[].args`. */
export function listPolicyFields(): readonly string[] {
  const found = new Set<string>();
  const walk = (node: SchemaNode, path: string): void => {
    for (const [key, child] of Object.entries((node.properties as Record<string, SchemaNode> | undefined) ?? {})) {
      const own = path === "" ? key : `${path}.${key}`;
      found.add(own);
      walk(child, own);
    }
    const items = node.items as SchemaNode | undefined;
    for (const option of [items, ...((items?.anyOf as readonly SchemaNode[] | undefined) ?? [])]) {
      if (option !== undefined) walk(option, `${path}[]`);
    }
  };
  walk(z.toJSONSchema(policyFileSchema, { io: "input" }) as SchemaNode, "");
  return [...found];
}

function describe(node: SchemaNode, path: string): SchemaNode {
  const result: SchemaNode = { ...node };
  const text = policyFieldDocs[path];
  if (text !== undefined) result.description = text;
  const properties = node.properties as Record<string, SchemaNode> | undefined;
  if (properties !== undefined) {
    const entries = Object.entries(properties).map(([key, child]) => [
      key,
      describe(child, path === "" ? key : `${path}.${key}`),
    ]);
    result.properties = Object.fromEntries(entries);
  }
  if (node.items !== undefined) result.items = describe(node.items as SchemaNode, `${path}[]`);
  if (Array.isArray(node.anyOf))
    result.anyOf = (node.anyOf as readonly SchemaNode[]).map((option) => describe(option, path));
  return result;
}
