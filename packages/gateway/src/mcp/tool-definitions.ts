import { callToolInput, executeCodeInput, getRunInput, saveSkillInput, searchToolsInput } from "@sluice/contracts";
import { z } from "zod";

const annotations = {
  searchTools: { readOnlyHint: true, openWorldHint: false },
  executeCode: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  callTool: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  saveSkill: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  getRun: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
} as const;

export type SurfaceTool = keyof typeof annotations;

export function isSurfaceTool(name: string): name is SurfaceTool {
  return Object.hasOwn(annotations, name);
}

const schemas = {
  searchTools: searchToolsInput,
  executeCode: executeCodeInput,
  callTool: callToolInput,
  saveSkill: saveSkillInput,
  getRun: getRunInput,
} as const;

const descriptions: Readonly<Record<SurfaceTool, string>> = {
  searchTools:
    'Find tools and skills by what they do; a list of queries covers one step each. An exact address or server name describes it; detail "full" adds the TypeScript declaration.',
  executeCode: [
    "Run TypeScript in a locked sandbox against typed tools; data stays there, only what you return comes back.",
    "Body with top-level await and return, or a module with export default.",
    '`const r = await servers.crm.listCustomers({ limit: 50 })` or `import { listCustomers } from "./servers/crm/listCustomers.ts"`; skills: `import f from "./skills/name.ts"`;',
    '`import { searchTools, describeTool, callTool, display, saveFile, readResult, step, sleep, waitForEvent, state } from "./client.ts"`. `context` holds the context field.',
    "Failed tools throw ToolError { code, message, retryable }. Personal data shows as tokens like [EMAIL_1]; write a token in code, context or arguments to use the real value.",
    "Use Promise.all, loops and pages; return small summaries. Answers are cut to 256 KB, the whole kept behind a handle.",
  ].join(" "),
  callTool: "Call one tool without code, by address (server.tool).",
  saveSkill:
    "Save code that ran successfully as a versioned skill, importable as ./skills/<name>.ts. It gets its input as `context` (or the argument of its default export).",
  getRun:
    "Wait for a run, resume it after an approval, cancel it, or read a large output in pages (path such as items[120:140].name).",
};

export interface SurfaceDefinition {
  readonly name: SurfaceTool;
  readonly description: string;
  readonly inputSchema: { readonly type: "object"; readonly [key: string]: unknown };
  readonly annotations: Readonly<Record<string, boolean>>;
}

/** Limits are checked when a call comes; the words would be in every agent's context. */
const NOISE = new Set([
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "pattern",
  "propertyNames",
  "additionalProperties",
]);

/** What an agent sees of Sluice, whatever stands behind it: five tools, and how large an answer its policy lets through. */
export function toSurfaceDefinitions(answerKb: number): readonly SurfaceDefinition[] {
  return surfaceDefinitions.map((definition) => ({
    ...definition,
    description: definition.description.replace("256 KB", `${answerKb} KB`),
  }));
}

/** With the limit of the default policy. */
export const surfaceDefinitions: readonly SurfaceDefinition[] = (Object.keys(annotations) as SurfaceTool[]).map(
  (name) => ({
    name,
    description: descriptions[name],
    inputSchema: toCompactSchema(schemas[name]),
    annotations: annotations[name],
  }),
);

/** Only what helps to write a call: every word of it is in every agent's context. */
function toCompactSchema(schema: z.ZodType): { readonly type: "object"; readonly [key: string]: unknown } {
  const {
    $schema: _dialect,
    additionalProperties: _closed,
    ...rest
  } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
  return { ...(strip(rest) as Record<string, unknown>), type: "object" };
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !NOISE.has(key))
      .map(([key, inner]) => [key, strip(inner)]),
  );
}

export { schemas as surfaceSchemas };
