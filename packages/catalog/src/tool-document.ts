import { isJsonObject, type ServerEntry, type ToolEntry } from "@sluice/contracts";
import { splitWords } from "./split-words.ts";

/** In the order in which the index numbers them. */
export const fieldNames = ["name", "description", "paramNames", "paramText", "server", "serverText"] as const;
export type FieldName = (typeof fieldNames)[number];
export const fieldCount = fieldNames.length;

/** What Orama is given: one bounded text for each field. `id` is the slot number. */
export type ToolDocument = { readonly id: string } & Readonly<Record<FieldName, string>>;

/** Only the start of a text is read: a megabyte of description is no better a match than its first lines. */
const maxTextLength = 2_000;
const maxProperties = 120;
const maxEnumValues = 12;

export function toToolDocument(slot: number, entry: ToolEntry, server: ServerEntry | undefined): ToolDocument {
  const parameters = readParameters(entry.inputSchema);
  return {
    id: String(slot),
    name: cut(`${entry.name} ${newWords(entry.title, entry.name)}`),
    description: cut(entry.description),
    paramNames: parameters.names,
    paramText: parameters.text,
    server: cut(`${entry.server} ${newWords(server?.title, entry.server)}`),
    serverText: cut(`${server?.description ?? ""} ${server?.instructions ?? ""}`),
  };
}

function cut(text: unknown): string {
  if (typeof text !== "string") return "";
  return text.length > maxTextLength ? text.slice(0, maxTextLength) : text;
}

/** Words of a title that the name does not have already: a repeated name must not count twice. */
function newWords(title: string | undefined, name: string): string {
  if (title === undefined || title === "") return "";
  const known = new Set(splitWords(cut(name)));
  return splitWords(cut(title))
    .filter((word) => !known.has(word))
    .join(" ");
}

interface ParameterTexts {
  readonly names: string;
  readonly text: string;
}

/** Property names of two levels and of array items; their descriptions and string enums. */
function readParameters(schema: unknown): ParameterTexts {
  const names: string[] = [];
  const texts: string[] = [];
  let textLength = 0;
  const visit = (node: unknown, depth: number): void => {
    if (!isJsonObject(node)) return;
    const properties = node.properties;
    if (isJsonObject(properties)) {
      for (const name in properties) {
        if (names.length >= maxProperties) return;
        const value = properties[name];
        names.push(name.slice(0, 80));
        if (!isJsonObject(value)) continue;
        addText(value.description);
        if (Array.isArray(value.enum)) {
          for (const item of value.enum.slice(0, maxEnumValues)) addText(typeof item === "string" ? item : undefined);
        }
        if (depth < 2) {
          visit(value, depth + 1);
          visit(value.items, depth + 1);
        }
      }
    }
    if (depth < 2) {
      for (const key of ["anyOf", "oneOf", "allOf"] as const) {
        const members = node[key];
        if (Array.isArray(members)) for (const member of members.slice(0, 8)) visit(member, depth + 1);
      }
    }
  };
  const addText = (text: unknown): void => {
    if (typeof text !== "string" || textLength > maxTextLength) return;
    texts.push(text.slice(0, 300));
    textLength += Math.min(text.length, 300);
  };
  visit(schema, 1);
  return { names: cut(names.join(" ")), text: cut(texts.join(" ")) };
}
