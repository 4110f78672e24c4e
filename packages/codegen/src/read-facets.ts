import { toDocLines, toFieldDoc } from "./doc-comment.ts";
import { intersectNodes, toObjectNode } from "./intersect-nodes.ts";
import { docLimits, schemaLimits } from "./limits.ts";
import { isRecord, ownValue, type SchemaRecord } from "./schema-record.ts";
import {
  type FieldNode,
  type Literal,
  openObject,
  type TypeNode,
  toLiterals,
  toUnion,
  unknownNode,
} from "./type-node.ts";

/** What the stage needs of the one around it. */
export interface FacetReader {
  toNode(schema: unknown, depth: number): TypeNode;
  /** The schema a `$ref` stands for, for its description. */
  targetOf(schema: SchemaRecord): unknown;
  warn(message: string): void;
  /** What comments may still take up. */
  readonly docBudget: { chars: number };
  /** Of arguments, what has a default need not be given: some servers list it as required, as seen from their own side. */
  readonly isDefaultOptional: boolean;
}

const typeAliases: Readonly<Record<string, string>> = {
  int: "number",
  integer: "number",
  long: "number",
  float: "number",
  double: "number",
  decimal: "number",
  number: "number",
  str: "string",
  text: "string",
  string: "string",
  bool: "boolean",
  boolean: "boolean",
  list: "array",
  array: "array",
  dict: "object",
  map: "object",
  object: "object",
  null: "null",
  none: "null",
  any: "any",
};

const objectKeywords = ["properties", "required", "additionalProperties", "patternProperties", "propertyNames"];
const arrayKeywords = ["items", "prefixItems"];

/** What `type`, `enum`, `const` and the keywords of objects and arrays say together; undefined where they say nothing. */
export function readFacets(schema: SchemaRecord, depth: number, reader: FacetReader): TypeNode | undefined {
  const types = readTypes(schema, reader);
  const byType = types.map((type) => readType(type, schema, depth, reader));
  const values = readLiterals(schema, depth, reader);
  if (types.length === 0) return values;
  const typed = toUnion(byType);
  return values === undefined ? typed : intersectNodes([typed, values]);
}

function readTypes(schema: SchemaRecord, reader: FacetReader): readonly string[] {
  const type = ownValue(schema, "type");
  const given = Array.isArray(type) ? type : type === undefined ? [] : [type];
  const types = new Set<string>();
  for (const each of given.slice(0, 16)) {
    const known =
      typeof each === "string" ? ownValue(typeAliases, each.toLowerCase()) : each === null ? "null" : undefined;
    if (typeof known === "string") types.add(known);
    else reader.warn("an unknown `type` became unknown");
  }
  if (given.length > 0) return types.size === 0 ? ["any"] : [...types];
  if (objectKeywords.some((keyword) => Object.hasOwn(schema, keyword))) return ["object"];
  if (arrayKeywords.some((keyword) => Object.hasOwn(schema, keyword))) return ["array"];
  return [];
}

function readType(type: string, schema: SchemaRecord, depth: number, reader: FacetReader): TypeNode {
  switch (type) {
    case "object":
      return readObject(schema, depth, reader);
    case "array":
      return readArray(schema, depth, reader);
    case "string":
    case "number":
    case "boolean":
    case "null":
      return { kind: type };
    default:
      return unknownNode;
  }
}

function readObject(schema: SchemaRecord, depth: number, reader: FacetReader): TypeNode {
  const properties = ownValue(schema, "properties");
  const entries = isRecord(properties) ? Object.entries(properties) : [];
  const required = new Set(readNames(ownValue(schema, "required")));
  if (entries.length > schemaLimits.maxFields) reader.warn(`only the first ${schemaLimits.maxFields} fields are typed`);
  const fields = entries.slice(0, schemaLimits.maxFields).map(([name, value]): FieldNode => {
    // Draft 3 flags the property itself.
    const isFlagged = isRecord(value) && ownValue(value, "required") === true;
    const isFilled = reader.isDefaultOptional && isRecord(value) && ownValue(value, "default") !== undefined;
    return {
      name,
      node: reader.toNode(value, depth + 1),
      isRequired: (required.has(name) || isFlagged) && !isFilled,
      doc: readDoc(value, reader),
    };
  });
  const named = new Set(fields.map((field) => field.name));
  for (const name of required) {
    if (!named.has(name) && fields.length < schemaLimits.maxFields) {
      fields.push({ name, node: unknownNode, isRequired: true, doc: [] });
    }
  }
  const index = readIndex(schema, depth, reader);
  const keys = readKeyNames(schema);
  if (keys !== undefined && index !== undefined) {
    for (const name of keys) if (!named.has(name)) fields.push({ name, node: index, isRequired: false, doc: [] });
    return { kind: "object", fields };
  }
  const isUncut = entries.length <= schemaLimits.maxFields;
  const isBare = !isRecord(properties) && fields.length === 0 && !Object.hasOwn(schema, "additionalProperties");
  return toObjectNode(fields, index ?? (isBare || !isUncut ? unknownNode : undefined));
}

/** Absent = closed: what a schema does not name is no part of the type, whatever the server would let pass. */
function readIndex(schema: SchemaRecord, depth: number, reader: FacetReader): TypeNode | undefined {
  const nodes: TypeNode[] = [];
  const patterns = ownValue(schema, "patternProperties");
  if (isRecord(patterns)) {
    for (const value of Object.values(patterns).slice(0, schemaLimits.maxUnionMembers)) {
      nodes.push(reader.toNode(value, depth + 1));
    }
  }
  const additional = ownValue(schema, "additionalProperties") ?? ownValue(schema, "unevaluatedProperties");
  if (additional === true || isRecord(additional)) nodes.push(reader.toNode(additional, depth + 1));
  return nodes.length === 0 ? undefined : toUnion(nodes);
}

/** A closed list of keys (`propertyNames: { enum }`) is a list of optional fields. */
function readKeyNames(schema: SchemaRecord): readonly string[] | undefined {
  const names = ownValue(schema, "propertyNames");
  if (!isRecord(names)) return undefined;
  const keys = readNames(ownValue(names, "enum"));
  return keys.length === 0 || keys.length > schemaLimits.maxLiterals ? undefined : keys;
}

function readArray(schema: SchemaRecord, depth: number, reader: FacetReader): TypeNode {
  const items = ownValue(schema, "items");
  const prefix = ownValue(schema, "prefixItems");
  const first = Array.isArray(prefix) ? prefix : Array.isArray(items) ? items : undefined;
  if (first === undefined) {
    if (items === false) return { kind: "tuple", items: [] };
    return { kind: "array", items: items === undefined ? unknownNode : reader.toNode(items, depth + 1) };
  }
  const more = Array.isArray(prefix) && !Array.isArray(items) ? items : ownValue(schema, "additionalItems");
  const head = first.slice(0, schemaLimits.maxTupleItems).map((item) => reader.toNode(item, depth + 1));
  const rest = more === false ? undefined : more === undefined ? unknownNode : reader.toNode(more, depth + 1);
  const minItems = ownValue(schema, "minItems");
  const isFixed =
    first.length <= schemaLimits.maxTupleItems && !(typeof minItems === "number" && minItems < first.length);
  // Without `minItems` all places are meant; with a smaller one the length is open, which only an array says.
  if (isFixed) return { kind: "tuple", items: head, ...(rest === undefined ? {} : { rest }) };
  return { kind: "array", items: toUnion([...head, ...(rest === undefined ? [] : [rest])]) };
}

function readLiterals(schema: SchemaRecord, depth: number, reader: FacetReader): TypeNode | undefined {
  if (Object.hasOwn(schema, "const")) return toUnion([toLiteralNode(schema.const, depth)]);
  const values = ownValue(schema, "enum");
  if (!Array.isArray(values)) return undefined;
  if (values.length > schemaLimits.maxListed) return undefined;
  const scalars = values.filter(isLiteral);
  if (values.length > schemaLimits.maxLiterals)
    reader.warn(`an enum of ${values.length} values is typed as what its values are`);
  const others = values.filter((value) => !isLiteral(value)).slice(0, schemaLimits.maxUnionMembers);
  return toUnion([...toLiterals([...new Set(scalars)]), ...others.map((value) => toLiteralNode(value, depth))]);
}

function toLiteralNode(value: unknown, depth: number): TypeNode {
  if (isLiteral(value)) return toUnion(toLiterals([value]));
  if (depth >= schemaLimits.maxDepth) return unknownNode;
  if (Array.isArray(value)) {
    if (value.length > schemaLimits.maxTupleItems) return { kind: "array", items: unknownNode };
    return { kind: "tuple", items: value.map((item) => toLiteralNode(item, depth + 1)) };
  }
  if (!isRecord(value)) return unknownNode;
  const entries = Object.entries(value);
  if (entries.length > schemaLimits.maxTupleItems) return openObject;
  return {
    kind: "object",
    fields: entries.map(([name, inner]) => ({
      name,
      node: toLiteralNode(inner, depth + 1),
      isRequired: true,
      doc: [],
    })),
  };
}

function isLiteral(value: unknown): value is Literal {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** A field's own words, else those of what it refers to; and what is said of its items. */
function readDoc(schema: unknown, reader: FacetReader): readonly string[] {
  if (reader.docBudget.chars <= 0) return [];
  const lines = readDocLines(schema, reader);
  for (const line of lines) reader.docBudget.chars -= line.length;
  return lines;
}

function readDocLines(schema: unknown, reader: FacetReader): readonly string[] {
  const own = toFieldDoc(schema);
  if (!isRecord(schema)) return own;
  const isSilent = typeof ownValue(schema, "description") !== "string" && typeof ownValue(schema, "title") !== "string";
  const lines = isSilent ? [...toFieldDoc(describedTarget(schema, reader)), ...own] : own;
  const items = ownValue(schema, "items");
  if (!isRecord(items)) return dropRepeats(lines);
  const [first] = toDocLines(ownValue(items, "description"), docLimits.fieldChars / 2);
  const at = lines.findIndex((line) => line.startsWith("@"));
  const said = first === undefined ? [] : [`Items: ${first}`];
  return dropRepeats(at < 0 ? [...lines, ...said] : [...lines.slice(0, at), ...said, ...lines.slice(at)]);
}

function describedTarget(schema: SchemaRecord, reader: FacetReader): unknown {
  const target = reader.targetOf(schema);
  if (!isRecord(target)) return undefined;
  const description = ownValue(target, "description");
  return description === undefined ? undefined : { description };
}

function dropRepeats(lines: readonly string[]): readonly string[] {
  return lines.filter((line, at) => line === "" || lines.indexOf(line) === at);
}

function readNames(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length > schemaLimits.maxListed) return [];
  return value.filter((name): name is string => typeof name === "string");
}
