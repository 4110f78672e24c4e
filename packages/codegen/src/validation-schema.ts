import { schemaLimits } from "./limits.ts";
import { isRecord, ownValue, type SchemaRecord } from "./schema-record.ts";
import { createRefResolver, type RefTarget } from "./schema-refs.ts";

export interface ValidationSchema {
  readonly schema: SchemaRecord;
  /** Through `$ref`, work may grow faster than schema times data. */
  readonly isRecursive: boolean;
  /** Property names the server itself wrote. */
  readonly names: ReadonlySet<string>;
}

const jsonTypes = new Set(["string", "number", "integer", "boolean", "object", "array", "null"]);
const maxDepth = 64;
const maxTypes = 7;

/**
 * Untrusted schema of any draft to one of 2020-12 that a validator can compile: keywords it knows with values they
 * may have, local references only. What is dropped accepts more; nothing is added. Undefined where it is too large.
 */
export function toValidationSchema(root: unknown): ValidationSchema | undefined {
  const resolveRef = createRefResolver(root);
  const definitions = new Map<string, { readonly name: string; schema: unknown }>();
  const queue: { readonly name: string; readonly target: RefTarget }[] = [];
  const names = new Set<string>();
  let budget: number = schemaLimits.maxNodes;

  function copy(schema: unknown, depth: number): SchemaRecord | boolean {
    budget -= 1;
    if (typeof schema === "boolean") return schema;
    if (!isRecord(schema) || depth > maxDepth || budget < 0) return true;
    const result: Record<string, unknown> = {};
    copyScalars(schema, result);
    copyObjectKeywords(schema, result, depth);
    copyArrayKeywords(schema, result, depth);
    copyLogic(schema, result, depth);
    if (ownValue(schema, "nullable") === true) return { anyOf: [{ type: "null" }, result] };
    return result;
  }

  function copyObjectKeywords(schema: SchemaRecord, result: Record<string, unknown>, depth: number): void {
    for (const keyword of ["properties", "patternProperties", "dependentSchemas"]) {
      const map = ownValue(schema, keyword);
      if (!isRecord(map)) continue;
      result[keyword] = copyMap(map, depth);
      if (keyword === "properties") for (const name of Object.keys(map)) names.add(name);
    }
    for (const keyword of ["additionalProperties", "propertyNames", "unevaluatedProperties"]) {
      if (isSchema(ownValue(schema, keyword))) result[keyword] = copy(schema[keyword], depth + 1);
    }
    const required = readRequired(schema);
    if (required.length > 0) result.required = required;
    const dependencies = ownValue(schema, "dependentRequired") ?? ownValue(schema, "dependencies");
    if (!isRecord(dependencies)) return;
    const lists = Object.entries(dependencies).filter(([, list]) => isNames(list));
    if (lists.length > 0) result.dependentRequired = fromEntries(lists);
  }

  function copyArrayKeywords(schema: SchemaRecord, result: Record<string, unknown>, depth: number): void {
    const items = ownValue(schema, "items");
    const prefix = ownValue(schema, "prefixItems") ?? (Array.isArray(items) ? items : undefined);
    const rest = Array.isArray(items) ? ownValue(schema, "additionalItems") : items;
    const places = readSchemas(prefix, depth);
    if (places.length > 0) result.prefixItems = places;
    if (isSchema(rest)) result.items = copy(rest, depth + 1);
    if (isSchema(ownValue(schema, "contains"))) result.contains = copy(schema.contains, depth + 1);
    // Comparing every pair is only cheap for scalars, and the validator compares those by their text.
    const type = isRecord(rest) ? rest.type : undefined;
    const isScalar = type === "string" || type === "number" || type === "integer" || type === "boolean";
    if (ownValue(schema, "uniqueItems") === true && isScalar) result.uniqueItems = true;
  }

  function copyLogic(schema: SchemaRecord, result: Record<string, unknown>, depth: number): void {
    const all = readSchemas(ownValue(schema, "allOf"), depth);
    const any = readSchemas(ownValue(schema, "anyOf"), depth);
    // Servers write `oneOf` where they mean any of them, with forms that overlap.
    const one = readSchemas(ownValue(schema, "oneOf"), depth);
    if (one.length > 0 && any.length > 0) all.push({ anyOf: one });
    if (all.length > 0) result.allOf = all;
    if (any.length > 0 || one.length > 0) result.anyOf = any.length > 0 ? any : one;
    for (const keyword of ["not", "if", "then", "else"]) {
      if (isSchema(ownValue(schema, keyword))) result[keyword] = copy(schema[keyword], depth + 1);
    }
    const ref = ownValue(schema, "$ref");
    const name = typeof ref === "string" ? nameTarget(ref) : undefined;
    if (name !== undefined) result.$ref = `#/$defs/${name}`;
  }

  function readSchemas(value: unknown, depth: number): (SchemaRecord | boolean)[] {
    if (!Array.isArray(value)) return [];
    if (value.length > budget) budget = -1;
    return budget < 0 ? [] : value.map((member) => copy(member, depth + 1));
  }

  function copyMap(map: SchemaRecord, depth: number): SchemaRecord {
    if (Object.keys(map).length > budget) budget = -1;
    if (budget < 0) return {};
    return fromEntries(Object.entries(map).map(([name, schema]) => [name, copy(schema, depth + 1)]));
  }

  function nameTarget(ref: string): string | undefined {
    const target = resolveRef(ref);
    if (target === undefined) return undefined;
    const known = definitions.get(target.key);
    if (known !== undefined) return known.name;
    const name = `d${definitions.size}`;
    definitions.set(target.key, { name, schema: true });
    queue.push({ name: target.key, target });
    return name;
  }

  const schema = copy(root, 0);
  if (budget < 0) return undefined;
  for (let at = 0; at < queue.length; at += 1) {
    const { name, target } = queue[at] as (typeof queue)[number];
    const definition = definitions.get(name);
    if (definition !== undefined) definition.schema = copy(target.schema, 0);
  }
  if (budget < 0) return undefined;
  const $defs = Object.fromEntries([...definitions.values()].map((definition) => [definition.name, definition.schema]));
  const own = isRecord(schema) ? schema : schema === false ? { not: {} } : {};
  return {
    schema: definitions.size === 0 ? own : { ...own, $defs },
    isRecursive: definitions.size > 0,
    names,
  };
}

function copyScalars(schema: SchemaRecord, result: Record<string, unknown>): void {
  const type = ownValue(schema, "type");
  const types = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === "string" && jsonTypes.has(each));
  const given = Array.isArray(type) ? type.length : 1;
  // A type nobody knows makes the whole list say nothing.
  if (types.length === given && types.length <= maxTypes)
    result.type = types.length === 1 ? types[0] : [...new Set(types)];
  const values = ownValue(schema, "enum");
  if (Array.isArray(values) && values.length > 0 && values.length <= schemaLimits.maxListed) result.enum = values;
  if (Object.hasOwn(schema, "const")) result.const = schema.const;
  for (const keyword of ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]) {
    const value = ownValue(schema, keyword);
    if (typeof value === "number") result[keyword] = value;
  }
  const step = ownValue(schema, "multipleOf");
  if (typeof step === "number" && step > 0) result.multipleOf = step;
  for (const keyword of ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"]) {
    const value = ownValue(schema, keyword);
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) result[keyword] = value;
  }
  const pattern = ownValue(schema, "pattern");
  if (typeof pattern === "string") result.pattern = pattern;
}

/** What has a default is not asked for: some servers list it as required, as seen from their own side. */
function readRequired(schema: SchemaRecord): readonly string[] {
  const required = ownValue(schema, "required");
  if (!Array.isArray(required) || required.length > schemaLimits.maxListed) return [];
  const properties = ownValue(schema, "properties");
  const names = required.filter((name): name is string => typeof name === "string");
  return [...new Set(names)].filter((name) => {
    const property = isRecord(properties) ? ownValue(properties, name) : undefined;
    return !(isRecord(property) && Object.hasOwn(property, "default"));
  });
}

function isSchema(value: unknown): boolean {
  return typeof value === "boolean" || isRecord(value);
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

/** Own properties whatever their names: plain assignment of `__proto__` would set the prototype. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): SchemaRecord {
  return Object.fromEntries(entries);
}
