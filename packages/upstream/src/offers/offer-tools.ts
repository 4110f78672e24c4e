import { createToolEntry, type JsonSchema, type ToolEntry } from "@sluice/contracts";
import { sliceWhole } from "../clean-text.ts";
import type { Offers, Prompt, Resource } from "./list-offers.ts";

export const offerNames = ["list_resources", "read_resource", "get_prompt"] as const;
/** A tool that we make for what the server offers in another way. */
export type OfferName = (typeof offerNames)[number];

const MAX_NAMED = 60;
const MAX_DESCRIPTION = 6_000;

const resourceSchema: JsonSchema = {
  type: "object",
  properties: {
    uri: { type: "string" },
    name: { type: "string" },
    title: { type: "string" },
    description: { type: "string" },
    mimeType: { type: "string" },
    size: { type: "number" },
  },
  required: ["uri", "name"],
};
const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true } as const;

/**
 * Resources and prompts as tools that read: found, governed and called as any other. A server's own tool of the same
 * name goes first.
 */
export function createOfferTools(
  server: string,
  offers: Offers,
  own: ReadonlySet<string>,
): ReadonlyMap<OfferName, ToolEntry> {
  const { resources, prompts } = offers;
  const tools = new Map<OfferName, ToolEntry>();
  const add = (name: OfferName, description: string, inputSchema: JsonSchema, outputSchema?: JsonSchema): void => {
    if (own.has(name)) return;
    const output = outputSchema === undefined ? {} : { outputSchema };
    tools.set(name, createToolEntry(server, { name, description, inputSchema, ...output, annotations: readOnly }));
  };
  // Many servers say that they have resources and have none; when some come, they say so.
  if (resources !== undefined && resources.items.length + resources.templates.length > 0) {
    const named = [...resources.items, ...resources.templates].map(describeResource);
    const count = resources.items.length;
    add(
      "list_resources",
      `Lists the resources of this server, ${count} at the last look, and the templates of further ones.`,
      { type: "object", properties: {}, additionalProperties: false },
      {
        type: "object",
        properties: {
          resources: { type: "array", items: resourceSchema },
          templates: {
            type: "array",
            description: "Their uri has {parts} to fill in.",
            items: resourceSchema,
          },
        },
        required: ["resources", "templates"],
      },
    );
    add(
      "read_resource",
      describe("Reads a resource of this server: its text, JSON already parsed, or typed content.", "Resources", named),
      {
        type: "object",
        properties: { uri: { type: "string", description: "As list_resources has it, or a template filled in." } },
        required: ["uri"],
        additionalProperties: false,
      },
    );
  }
  if (prompts !== undefined && prompts.length > 0) {
    add(
      "get_prompt",
      describe("Fills in a prompt of this server.", "Prompts", prompts.map(describePrompt)),
      {
        type: "object",
        properties: {
          name: {
            type: "string",
            ...(prompts.length <= MAX_NAMED ? { enum: [...new Set(prompts.map(({ name }) => name))] } : {}),
          },
          arguments: { type: "object", additionalProperties: { type: "string" } },
        },
        required: ["name"],
        additionalProperties: false,
      },
      {
        type: "object",
        properties: {
          description: { type: "string" },
          messages: {
            type: "array",
            items: {
              type: "object",
              properties: {
                role: { type: "string" },
                content: { description: "Text, or typed content such as an image." },
              },
              required: ["role", "content"],
            },
          },
        },
        required: ["messages"],
      },
    );
  }
  return tools;
}

/** As many as there is room for, and how many more there are. */
function describe(what: string, heading: string, named: readonly string[]): string {
  if (named.length === 0) return what;
  let text = `${what}\n${heading}:`;
  let count = 0;
  for (const words of named.slice(0, MAX_NAMED)) {
    if (text.length + words.length > MAX_DESCRIPTION) break;
    text += `\n- ${words}`;
    count += 1;
  }
  return count < named.length ? `${text}\n- and ${named.length - count} more` : text;
}

function describeResource({ uri, name, title, description }: Resource): string {
  const words = [title ?? name, description].filter((text) => text !== undefined).join(": ");
  return `${sliceWhole(uri, 200)} ${sliceWhole(words, 160)}`;
}

function describePrompt({ name, title, description, arguments: args }: Prompt): string {
  const list = args.map((argument) => `${argument.name}${argument.required ? "" : "?"}`).join(", ");
  const words = [title, description].filter((text) => text !== undefined).join(": ");
  return sliceWhole(`${name}(${list}) ${words}`, 300).trim();
}
