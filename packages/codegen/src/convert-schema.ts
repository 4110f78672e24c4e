import { escapeHidden, toStringLiteral } from "./clean-text.ts";
import { indentSource } from "./indent-source.ts";
import { schemaLimits } from "./limits.ts";
import { toSafeSchema } from "./to-safe-schema.ts";
import { isOpenObject, type NormalizedSchema, type TypeNode } from "./type-node.ts";

export interface ConvertedSchema {
  /** Exported declarations, the root's first. */
  readonly source: string;
  readonly warnings: readonly string[];
}

/** The printer's name for whatever it prints; ours replaces it. */
const printedName = "Root";

/** Declarations of the root and of each definition. Never throws: what cannot be printed is `unknown`. */
export async function convertSchema(
  typeName: string,
  normalized: NormalizedSchema,
  options: { readonly isArguments?: boolean } = {},
): Promise<ConvertedSchema> {
  const warnings: string[] = [];
  const sources: string[] = [];
  let chars = 0;
  for (const [name, node] of [[typeName, normalized.root] as const, ...normalized.definitions]) {
    let source: string | undefined;
    try {
      source = await printType(name, node);
    } catch {
      warnings.push(`"${name}" could not be printed and became unknown`);
    }
    if (source !== undefined && chars + source.length > schemaLimits.maxTypeChars) {
      warnings.push(`"${name}" exceeds ${schemaLimits.maxTypeChars} characters and became unknown`);
      source = undefined;
    }
    const fallback = name === typeName && options.isArguments === true ? "{ [k: string]: unknown }" : "unknown";
    source ??= `export type ${name} = ${fallback};\n`;
    chars += source.length;
    sources.push(source);
  }
  return { source: sources.join("\n"), warnings };
}

async function printType(name: string, node: TypeNode): Promise<string> {
  if (isOpenObject(node)) return `export type ${name} = { [k: string]: unknown };\n`;
  const { schema, keys } = toSafeSchema(node);
  // Loaded on first use: it brings a formatter along and takes a tenth of a second.
  const { compile } = await import("json-schema-to-typescript");
  const printed = await compile({ ...schema, title: printedName }, printedName, {
    $refOptions: { resolve: { external: false } },
    additionalProperties: false,
    bannerComment: "",
    declareExternallyReferenced: true,
    enableConstEnums: false,
    format: false,
    ignoreMinAndMaxItems: true,
    unknownAny: true,
  });
  return indentSource(compactComments(nameKeys(rename(printed.trim(), name), keys)));
}

/** Only one declaration may come out; anything else is not what was asked for. */
function rename(printed: string, name: string): string {
  const head = /^export (?:interface Root |type Root = )/.exec(printed)?.[0];
  if (head === undefined) throw new Error("The printer answered with something else than one type");
  const body = printed.slice(head.length);
  return head.startsWith("export interface") ? `export interface ${name} ${body}` : `export type ${name} = ${body};`;
}

/** Placeholders stand at the start of a line; comments and literals never reach there. */
function nameKeys(source: string, keys: readonly string[]): string {
  const named = source.replace(/^\$k(\d+)\$(?=\??: )/gm, (_all, digits: string) => toKey(keys[Number(digits)] ?? ""));
  return escapeHidden(named);
}

function toKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && name !== "__proto__" ? name : toStringLiteral(name);
}

function compactComments(source: string): string {
  return source.replace(/^\/\*\*\n \* (.{1,100})\n \*\/$/gm, "/** $1 */");
}
