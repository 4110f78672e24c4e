import type { ToolAnnotations, ToolDefinition } from "@sluice/contracts";
import { cleanLine, cleanText, hasInvisible } from "./clean-text.ts";
import { sanitizeSchema } from "./sanitize-schema.ts";

const MAX_NAME = 128;
const MAX_TITLE = 200;
const MAX_DESCRIPTION = 8_000;

export interface SanitizedTool {
  /** Absent where the tool cannot be offered. */
  readonly definition?: ToolDefinition;
  readonly warnings: readonly string[];
}

/** One entry of a server's tool list. Never throws: what is broken costs this tool, or only the broken part of it. */
export function sanitizeTool(raw: unknown, maxBytes: number): SanitizedTool {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { warnings: ["a tool was left out: its definition is not an object"] };
  }
  const tool = raw as Record<string, unknown>;
  const nameProblem = findNameProblem(tool.name);
  const label = `tool "${typeof tool.name === "string" ? cleanLine(tool.name, 80) : "?"}"`;
  if (nameProblem !== undefined) return { warnings: [`${label} was left out: ${nameProblem}`] };

  const warnings: string[] = [];
  const input = readInputSchema(tool.inputSchema, maxBytes);
  if (input.kind === "broken") return { warnings: [`${label} was left out: ${input.problem}`] };
  warnings.push(...input.notes);

  const output = tool.outputSchema === undefined ? undefined : sanitizeSchema(tool.outputSchema, maxBytes);
  if (output?.kind === "ok") warnings.push(...output.notes);
  if (output?.kind === "broken") warnings.push(`its output schema was left out: ${output.problem}`);

  const description = readText(tool.description, MAX_DESCRIPTION, "description", warnings);
  const title = readText(tool.title, MAX_TITLE, "title", warnings);
  return {
    definition: {
      name: tool.name as string,
      ...(title === "" ? {} : { title }),
      description,
      inputSchema: input.schema,
      ...(output?.kind === "ok" ? { outputSchema: output.schema } : {}),
      annotations: readAnnotations(tool.annotations),
    },
    warnings: warnings.map((warning) => `${label}: ${warning}`),
  };
}

function findNameProblem(name: unknown): string | undefined {
  if (typeof name !== "string" || name === "") return "it has no name";
  if (name.length > MAX_NAME) return `its name is over ${MAX_NAME} characters`;
  if (hasInvisible(name) || /\s/u.test(name)) return "its name has spaces, control or invisible characters";
  if (name === "__proto__") return "its name is reserved";
  return undefined;
}

function readInputSchema(raw: unknown, maxBytes: number): ReturnType<typeof sanitizeSchema> {
  if (raw === undefined || raw === null) {
    return { kind: "ok", schema: { type: "object" }, notes: ["it has no input schema, so it takes any object"] };
  }
  const schema = sanitizeSchema(raw, maxBytes);
  if (schema.kind === "broken") return schema;
  const type = schema.schema.type;
  if (type === undefined || type === "object") return schema;
  return { kind: "broken", problem: `its arguments are not an object but ${cleanLine(JSON.stringify(type), 60)}` };
}

function readText(raw: unknown, maxLength: number, what: string, warnings: string[]): string {
  if (raw === undefined) return "";
  if (typeof raw !== "string") {
    warnings.push(`its ${what} is not text`);
    return "";
  }
  const { text, hidden, isCut } = cleanText(raw, maxLength);
  if (hidden > 0) warnings.push(`${hidden} invisible characters removed from its ${what}`);
  if (isCut) warnings.push(`its ${what} cut to ${maxLength} characters`);
  return text;
}

/** A hint of the wrong type is no hint. */
function readAnnotations(raw: unknown): ToolAnnotations {
  if (typeof raw !== "object" || raw === null) return {};
  const annotations = raw as Record<string, unknown>;
  const hints: ToolAnnotations = {};
  if (typeof annotations.title === "string") hints.title = cleanLine(annotations.title, MAX_TITLE);
  for (const key of ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] as const) {
    const value = annotations[key];
    if (typeof value === "boolean") hints[key] = value;
  }
  return hints;
}
