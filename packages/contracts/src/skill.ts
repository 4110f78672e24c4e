import { z } from "zod";
import { skillNameSchema, versionSchema } from "./ids.ts";
import type { JsonSchema } from "./json.ts";

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const jsonSchemaSchema = z.custom<JsonSchema>(
  (value) => typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value)),
);

export const requiredToolSchema = z.object({
  address: z.string(),
  /** Digest of the tool's definition when the skill was saved; another one makes the skill stale. */
  digest: sha256Schema,
});

export const skillVersionSchema = z.object({
  version: versionSchema,
  /** sha-256 of scripts/skill.ts of this version. */
  digest: sha256Schema,
  fromRun: z.string().optional(),
  createdAt: z.string(),
  createdBy: z.string(),
  requiredTools: z.array(requiredToolSchema),
  policy: z.string(),
  inputSchema: jsonSchemaSchema.optional(),
  outputSchema: jsonSchemaSchema.optional(),
});
export type SkillVersion = z.infer<typeof skillVersionSchema>;

/** skills/<name>/metadata.json */
export const skillMetadataSchema = z.object({
  name: skillNameSchema,
  description: z.string().min(1).max(1024),
  current: versionSchema,
  durable: z.boolean().default(false),
  versions: z.array(skillVersionSchema).min(1),
});
export type SkillMetadata = z.infer<typeof skillMetadataSchema>;

/** A skill version ready to import: its source is a module with `export default`. */
export interface SkillSource {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly code: string;
  readonly durable: boolean;
  readonly metadata: SkillVersion;
}

export interface PublishSkillRequest {
  readonly name: string;
  readonly description: string;
  readonly code: string;
  readonly version?: string;
  readonly fromRun?: string;
  readonly createdBy: string;
  readonly policy: string;
  readonly requiredTools: readonly z.infer<typeof requiredToolSchema>[];
  readonly inputSchema?: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly durable?: boolean;
}

export interface PublishedSkill {
  readonly name: string;
  readonly version: string;
  /** Relative to the skills folder's parent, with forward slashes: `skills/<name>`. */
  readonly path: string;
  readonly warnings: readonly string[];
}
