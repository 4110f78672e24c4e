import type { ObservedShape, RenderedTool, ToolEntry } from "@sluice/contracts";
import { cutText, toStringLiteral } from "./clean-text.ts";
import { convertSchema } from "./convert-schema.ts";
import { renderComment, toDocLiteral, toToolDoc } from "./doc-comment.ts";
import { isOptional, renderParameter } from "./inline-type.ts";
import { docLimits } from "./limits.ts";
import { toServerFolder, toTypeName } from "./names.ts";
import { normalizeSchema } from "./normalize-schema.ts";
import { isRecord, ownValue } from "./schema-record.ts";
import { type NormalizedSchema, unknownNode } from "./type-node.ts";

/** One tool as TypeScript. Never throws for what a server wrote: the worst schema gives `unknown` and a warning. */
export async function renderTool(
  entry: ToolEntry,
  functionName: string,
  observed?: ObservedShape,
): Promise<RenderedTool> {
  const typeName = toTypeName(functionName);
  const input = await renderInput(entry, `${typeName}Input`);
  const learned = entry.outputSchema === undefined ? observed : undefined;
  const output = await renderOutput(entry.outputSchema ?? learned?.schema, `${typeName}Output`);

  const parameter = `args${input.isOptional ? "?" : ""}: ${input.typeName}`;
  const doc = renderComment(
    toToolDoc({
      description: entry.description,
      ...(entry.title === undefined ? {} : { title: entry.title }),
      annotations: entry.annotations,
      argsDoc: describe(entry.inputSchema),
      returnsDoc: describe(entry.outputSchema),
      examples: toExamples(entry, functionName),
      ...(learned === undefined ? {} : { observed: learned }),
      isDeprecated: isRecord(entry.inputSchema) && entry.inputSchema.deprecated === true,
    }),
  );
  const types = [input.source, output.source].filter((source) => source !== "").join("\n");
  const head = `function ${functionName}(${parameter}): Promise<${output.type}>`;
  const call = `callTool(${toStringLiteral(entry.address)}, args)${output.isSure ? "" : ` as Promise<${output.type}>`}`;
  return {
    address: entry.address,
    functionName,
    importPath:
      entry.kind === "skill"
        ? `./skills/${entry.name}.ts`
        : `./servers/${toServerFolder(entry.server)}/${functionName}.ts`,
    signature: `${functionName}(${input.parameter}): Promise<${output.inline}>`,
    declaration: `${types}\n${doc}export declare ${head};\n`,
    module: `import { callTool } from "../../client.ts";\n\n${types}\n${doc}export ${head} {\n  return ${call};\n}\n`,
    ...(learned?.calls === undefined ? {} : { observedCalls: learned.calls }),
    warnings: [
      ...input.warnings.map((warning) => `input of ${entry.address}: ${warning}`),
      ...output.warnings.map((warning) => `output of ${entry.address}: ${warning}`),
    ],
  };
}

interface RenderedInput {
  readonly typeName: string;
  readonly source: string;
  /** As in the signature; empty where the tool takes nothing. */
  readonly parameter: string;
  readonly isOptional: boolean;
  readonly warnings: readonly string[];
}

async function renderInput(entry: ToolEntry, typeName: string): Promise<RenderedInput> {
  const normalized = normalizeSchema(entry.inputSchema, { typeName, isArguments: true });
  const converted = await convertSchema(typeName, normalized, { isArguments: true });
  return {
    typeName,
    source: converted.source,
    parameter: renderParameter(normalized),
    isOptional: isOptional(normalized.root),
    warnings: [...normalized.warnings, ...converted.warnings],
  };
}

interface RenderedOutput {
  readonly source: string;
  readonly type: string;
  readonly inline: string;
  /** `any` can be returned as it is. TypeScript may find that an intersection is `never`, which takes not even that. */
  readonly isSure: boolean;
  readonly warnings: readonly string[];
}

/** Without a schema the result is `any`: code may look into it, and no check could be right about it. */
async function renderOutput(schema: unknown, typeName: string): Promise<RenderedOutput> {
  if (schema === undefined) return { source: "", type: "any", inline: "any", isSure: true, warnings: [] };
  const normalized = toPossible(normalizeSchema(schema, { typeName }));
  const converted = await convertSchema(typeName, normalized);
  const { kind } = normalized.root;
  const isShort = kind === "string" || kind === "number" || kind === "boolean" || kind === "null" || kind === "unknown";
  return {
    source: converted.source,
    type: typeName,
    inline: isShort ? kind : typeName,
    isSure: kind !== "intersection" && kind !== "union" && kind !== "reference",
    warnings: [...normalized.warnings, ...converted.warnings],
  };
}

/** A result that nothing can be is a mistake of the schema: the call has one all the same. */
function toPossible(normalized: NormalizedSchema): NormalizedSchema {
  if (normalized.root.kind !== "never") return normalized;
  return { ...normalized, root: unknownNode, warnings: [...normalized.warnings, "what nothing can be became unknown"] };
}

function describe(schema: unknown): string {
  const description = isRecord(schema) ? ownValue(schema, "description") : undefined;
  return typeof description === "string" ? description : "";
}

function toExamples(entry: ToolEntry, functionName: string): readonly string[] {
  const { inputSchema } = entry;
  const examples = isRecord(inputSchema) ? ownValue(inputSchema, "examples") : undefined;
  if (!Array.isArray(examples)) return [];
  return examples
    .filter(isRecord)
    .slice(0, docLimits.examples)
    .map((example) => cutText(`${functionName}(${toDocLiteral(example)})`, docLimits.literalChars * 2));
}
