import { z } from "zod";
import { digestOf, type Json, type JsonObject, type JsonSchema } from "./json.ts";

export const toolAnnotationsSchema = z.object({
  title: z.string().optional(),
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
  openWorldHint: z.boolean().optional(),
});
/** Untrusted hints of the server; policies may use them, permissions never rest on them alone. */
export type ToolAnnotations = z.infer<typeof toolAnnotationsSchema>;

export interface ToolDefinition {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly annotations: ToolAnnotations;
}

export interface ServerEntry {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly instructions?: string;
  readonly version?: string;
}

/** A tool or a skill as the catalog holds it. `address` = `server.name`; `name` is the original, never the camelCase one. */
export interface ToolEntry extends ToolDefinition {
  readonly kind: "tool" | "skill";
  readonly address: string;
  readonly server: string;
  /** sha-256 of the canonical definition: name, description, schemas, annotations. */
  readonly digest: string;
}

export function createToolEntry(
  server: string,
  definition: ToolDefinition,
  kind: ToolEntry["kind"] = "tool",
): ToolEntry {
  const { name, title, description, inputSchema, outputSchema, annotations } = definition;
  const own: ToolDefinition = {
    name,
    ...(title === undefined ? {} : { title }),
    description,
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    annotations,
  };
  return { ...own, kind, server, address: `${server}.${name}`, digest: digestOf(own) };
}

/** MCP content that is not plain text keeps its type on the way into code, and `display()` hands it on. */
export type ContentBlock =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly data: string; readonly mimeType: string }
  | { readonly type: "audio"; readonly data: string; readonly mimeType: string }
  | {
      readonly type: "resource_link";
      readonly uri: string;
      readonly name: string;
      readonly mimeType?: string;
      readonly description?: string;
    }
  | { readonly type: "resource"; readonly resource: JsonObject };

export interface ToolFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** The unwrapped answer of a tool (structuredContent, else JSON parsed from text, else text, else typed content), or why not. */
export type ToolOutcome =
  | { readonly kind: "ok"; readonly value: Json }
  | { readonly kind: "failed"; readonly failure: ToolFailure };

export interface ToolCall {
  readonly server: string;
  /** Original MCP name. */
  readonly tool: string;
  readonly args: JsonObject;
}
