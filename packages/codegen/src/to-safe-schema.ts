import type { JSONSchema } from "json-schema-to-typescript";
import type { FieldNode, ObjectNode, TypeNode } from "./type-node.ts";

/**
 * The one place that builds what the printer sees: only keywords written here, one meaning each, no reference and
 * no name of a server. Property names that the printer might take for its own are replaced by placeholders.
 */
export interface SafeSchema {
  readonly schema: JSONSchema;
  /** Real property names by placeholder number. */
  readonly keys: readonly string[];
}

export function toSafeSchema(node: TypeNode): SafeSchema {
  const keys: string[] = [];
  const toKey = (name: string): string => {
    if (isPlainKey(name)) return name;
    keys.push(name);
    return `$k${keys.length - 1}$`;
  };

  const convert = (each: TypeNode): JSONSchema => {
    switch (each.kind) {
      case "unknown":
      case "never":
        return { tsType: each.kind };
      case "reference":
        return { tsType: each.name };
      case "null":
      case "string":
      case "number":
      case "boolean":
        return { type: each.kind };
      case "literals":
        return { enum: [...each.values] };
      case "array":
        return { type: "array", items: convert(each.items) };
      case "tuple":
        return {
          type: "array",
          items: each.items.map(convert),
          additionalItems: each.rest === undefined ? false : convert(each.rest),
        };
      case "union":
        return { anyOf: each.members.map(convert) };
      case "intersection":
        return { allOf: each.members.map(convert) };
      case "object":
        return convertObject(each);
    }
  };

  const convertObject = (object: ObjectNode): JSONSchema => {
    // An empty object type would accept everything.
    if (object.fields.length === 0 && object.index === undefined) return { tsType: "Record<string, never>" };
    const fields = object.fields.map((field) => [toKey(field.name), field] as const);
    return {
      type: "object",
      properties: Object.fromEntries(fields.map(([key, field]) => [key, convertField(field)])),
      required: fields.filter(([, field]) => field.isRequired).map(([key]) => key),
      additionalProperties: object.index === undefined ? false : convertIndex(object.index),
    };
  };

  const convertField = (field: FieldNode): JSONSchema => {
    const schema = convert(field.node);
    return field.doc.length === 0 ? schema : { ...schema, description: field.doc.join("\n") };
  };

  const convertIndex = (index: TypeNode): JSONSchema | boolean => (index.kind === "unknown" ? true : convert(index));

  return { schema: convert(node), keys };
}

/** Legal without quotes, no placeholder, and nothing that every object inherits. */
function isPlainKey(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !(name in Object.prototype);
}
