import { z } from "zod";
import { skillNameSchema, versionSchema } from "./ids.ts";
import type { JsonSchema } from "./json.ts";
import { languages } from "./policy.ts";

/** The five MCP tools. Descriptions count against 1,000 model tokens for the whole tools/list. */
export const searchToolsInput = z.strictObject({
  query: z
    .union([z.string(), z.array(z.string()).min(1).max(16)])
    .describe("What you need; a list has one query a step"),
  server: z.string().optional(),
  kind: z.enum(["tool", "skill"]).optional(),
  readOnly: z.boolean().optional().describe("Only what changes nothing"),
  limit: z.int().min(1).max(50).default(8),
  detail: z.enum(["names", "summary", "full"]).default("summary"),
});
export type SearchToolsInput = z.infer<typeof searchToolsInput>;

export const executeCodeInput = z.strictObject({
  code: z.string().min(1),
  language: z.enum(languages).default("typescript"),
  context: z.unknown().optional(),
  sessionId: z.string().min(1).max(128).optional(),
  timeoutMs: z.int().min(1).max(86_400_000).optional(),
  typecheck: z.enum(["error", "warn", "off"]).optional(),
  durable: z.boolean().optional(),
});
export type ExecuteCodeInput = z.infer<typeof executeCodeInput>;

export const callToolInput = z.strictObject({
  address: z.string().min(3),
  arguments: z.record(z.string(), z.unknown()).default({}),
  sessionId: z.string().min(1).max(128).optional(),
});
export type CallToolInput = z.infer<typeof callToolInput>;

export const saveSkillInput = z
  .strictObject({
    name: skillNameSchema,
    description: z.string().min(1).max(1024),
    fromRun: z.string().optional().describe("runId of a successful run"),
    code: z.string().optional(),
    inputSchema: z.record(z.string(), z.unknown()).optional(),
    version: versionSchema.optional(),
  })
  .refine((input) => (input.fromRun === undefined) !== (input.code === undefined), "give either fromRun or code");
export type SaveSkillInput = z.infer<typeof saveSkillInput>;

export const getRunInput = z.strictObject({
  runId: z.string(),
  action: z.enum(["status", "resume", "cancel", "read"]).default("status"),
  path: z.string().optional(),
  offset: z.int().min(0).optional(),
  limit: z.int().min(1).optional(),
});
export type GetRunInput = z.infer<typeof getRunInput>;

export interface SearchResult {
  readonly address: string;
  readonly kind: "tool" | "skill";
  readonly server: string;
  readonly name: string;
  readonly importPath: string;
  readonly description: string;
  readonly signature: string;
  readonly score: number;
  readonly declaration?: string;
}

export interface SearchAnswer {
  readonly results: readonly SearchResult[];
  readonly total: number;
}

export interface ToolDescription {
  readonly address: string;
  readonly declaration: string;
  readonly description: string;
  readonly annotations: Readonly<Record<string, boolean | string | undefined>>;
  readonly instructions?: string;
  readonly inputSchema?: JsonSchema;
}
