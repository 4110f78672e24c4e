import { intersectNodes } from "./intersect-nodes.ts";
import { docLimits, schemaLimits } from "./limits.ts";
import { toTypeNamePart } from "./names.ts";
import { type FacetReader, readFacets } from "./read-facets.ts";
import { isRecord, ownValue, type SchemaRecord } from "./schema-record.ts";
import { createRefResolver, type RefTarget } from "./schema-refs.ts";
import { type NormalizedSchema, neverNode, openObject, type TypeNode, toUnion, unknownNode } from "./type-node.ts";

export interface NormalizeOptions {
  /** Name of the root's type; definitions are named after it. */
  readonly typeName: string;
  /** For arguments: the root is an object whatever it says, and what has a default is optional. @default false */
  readonly isArguments?: boolean;
}

const maxRefHops = 16;

/**
 * Untrusted JSON Schema of any draft to what can be printed. Never throws. What TypeScript cannot say (`not`, `if`,
 * lengths, patterns) widens the type; it never narrows it.
 */
export function normalizeSchema(schema: unknown, options: NormalizeOptions): NormalizedSchema {
  const warnings = new Set<string>();
  const warn = (message: string): void => void warnings.add(message);
  const resolveRef = createRefResolver(schema);
  const definitions = new Map<string, TypeNode>();
  const nameByKey = new Map<string, string>([["", options.typeName]]);
  /** What a definition contributes to what is built from it: worked out once, however often it is used. */
  const mergedByKey = new Map<string, readonly TypeNode[]>();
  const usedNames = new Set<string>([options.typeName.toLowerCase()]);
  const queue: { readonly name: string; readonly schema: unknown }[] = [];
  let budget: number = schemaLimits.maxNodes;

  const reader: FacetReader = {
    toNode,
    warn,
    targetOf,
    docBudget: { chars: docLimits.schemaChars },
    isDefaultOptional: options.isArguments === true,
  };

  function toNode(part: unknown, depth: number): TypeNode {
    if (part === true) return unknownNode;
    if (part === false) return neverNode;
    if (!isRecord(part)) {
      warn("a part that is no schema became unknown");
      return unknownNode;
    }
    return intersectNodes(toConjuncts(part, depth, false, []));
  }

  /** The nodes that all hold for a schema. `isMerging`: others hold too, so what it refers to is better merged than named. */
  function toConjuncts(part: unknown, depth: number, isMerging: boolean, path: readonly string[]): readonly TypeNode[] {
    budget -= 1;
    if (budget < 0) {
      warn(`what exceeds ${schemaLimits.maxNodes} parts became unknown`);
      return [unknownNode];
    }
    if (part === false) return [neverNode];
    if (!isRecord(part)) return [unknownNode];
    if (depth > schemaLimits.maxDepth) {
      warn(`what is nested deeper than ${schemaLimits.maxDepth} levels became unknown`);
      return [unknownNode];
    }
    const ref = ownValue(part, "$ref") ?? ownValue(part, "$dynamicRef") ?? ownValue(part, "$recursiveRef");
    const own = readFacets(part, depth, reader);
    const allOf = readList(part, "allOf");
    const unions = [readList(part, "anyOf"), readList(part, "oneOf")].filter((list) => list.length > 0);
    const count = (ref === undefined ? 0 : 1) + (own === undefined ? 0 : 1) + allOf.length + unions.length;
    const isMerged = isMerging || count > 1;
    const nodes: TypeNode[] = own === undefined ? [] : [own];
    if (ref !== undefined) nodes.push(...toReferred(ref, depth, isMerged, path));
    for (const member of allOf) nodes.push(...toConjuncts(member, depth + 1, isMerged, path));
    for (const list of unions) nodes.push(toUnion(list.map((member) => toNode(member, depth + 1))));
    if (isNothing(ownValue(part, "not"))) nodes.push(neverNode);
    if (ownValue(part, "nullable") === true && nodes.length > 0) {
      return [toUnion([intersectNodes(nodes), { kind: "null" }])];
    }
    return nodes;
  }

  function toReferred(ref: unknown, depth: number, isMerging: boolean, path: readonly string[]): readonly TypeNode[] {
    const target = findTarget(ref);
    if (target === undefined) return [unknownNode];
    if (!isRecord(target.schema)) return [toNode(target.schema, depth)];
    if (!isMerging) {
      const plain = toPlain(target.schema);
      return [plain ?? nameTarget(target)];
    }
    // A schema that is built from itself cannot be merged with itself.
    if (path.includes(target.key) || path.length > maxRefHops) return [nameTarget(target)];
    const known = mergedByKey.get(target.key);
    if (known !== undefined) return known;
    const nodes = toConjuncts(target.schema, depth, true, [...path, target.key]);
    const isMerged = nodes.every((node) => node.kind === "object");
    const merged = [isMerged ? intersectNodes(nodes) : nameTarget(target)];
    mergedByKey.set(target.key, merged);
    return merged;
  }

  /** Follows references to references. */
  function findTarget(ref: unknown): RefTarget | undefined {
    let target: RefTarget | undefined;
    let next: unknown = ref;
    for (let hop = 0; hop < maxRefHops; hop += 1) {
      if (typeof next !== "string") break;
      target = resolveRef(next);
      if (target === undefined) {
        warn("a $ref that this schema does not hold became unknown");
        return undefined;
      }
      if (!isRecord(target.schema) || !isOnlyRef(target.schema)) return target;
      next = target.schema.$ref;
    }
    warn("a $ref that leads nowhere became unknown");
    return undefined;
  }

  function nameTarget(target: RefTarget): TypeNode {
    const known = nameByKey.get(target.key);
    if (known !== undefined) return { kind: "reference", name: known };
    if (nameByKey.size > schemaLimits.maxDefinitions) {
      warn(`definitions beyond the first ${schemaLimits.maxDefinitions} became unknown`);
      return unknownNode;
    }
    const name = toDefinitionName(target.key);
    nameByKey.set(target.key, name);
    queue.push({ name, schema: target.schema });
    return { kind: "reference", name };
  }

  function toDefinitionName(key: string): string {
    const last = key.slice(key.lastIndexOf("/") + 1);
    const part = toTypeNamePart(last);
    const base = options.typeName + (part === "" || /^\d+$/.test(part) ? "Part" : part);
    let name = base;
    for (let number = 2; usedNames.has(name.toLowerCase()); number += 1) name = `${base}${number}`;
    usedNames.add(name.toLowerCase());
    return name;
  }

  function targetOf(part: SchemaRecord): unknown {
    const [only, second] = readList(part, "allOf");
    const holder = isRecord(only) && second === undefined ? only : part;
    const ref = ownValue(holder, "$ref");
    return typeof ref === "string" ? resolveRef(ref)?.schema : undefined;
  }

  function toRoot(): TypeNode {
    // A root that only points at a definition is that definition, under the root's name.
    if (isRecord(schema) && isOnlyRef(schema)) {
      const target = findTarget(schema.$ref);
      if (target === undefined || target.key === "") return unknownNode;
      nameByKey.set(target.key, options.typeName);
      return toNode(target.schema, 0);
    }
    return toNode(schema, 0);
  }

  let root = toRoot();
  for (let at = 0; at < queue.length; at += 1) {
    const { name, schema: part } = queue[at] as { name: string; schema: unknown };
    definitions.set(name, toNode(part, 0));
  }
  definitions.set(options.typeName, root);
  breakAliasCycles(definitions, warn);
  root = definitions.get(options.typeName) ?? unknownNode;
  definitions.delete(options.typeName);
  if (options.isArguments === true) root = toObjectRoot(root, definitions, warn);
  return { root, definitions: keepReachable(root, definitions), warnings: [...warnings] };
}

/** Types so small that their text says more than a name. */
function toPlain(schema: SchemaRecord): TypeNode | undefined {
  const { type } = schema;
  const isAlone = !["enum", "const", "anyOf", "oneOf", "allOf", "$ref", "not", "nullable"].some((keyword) =>
    Object.hasOwn(schema, keyword),
  );
  if (!isAlone) return undefined;
  if (type === "string" || type === "boolean" || type === "null") return { kind: type };
  return type === "number" || type === "integer" ? { kind: "number" } : undefined;
}

const structural = [
  "type",
  "enum",
  "const",
  "properties",
  "required",
  "items",
  "prefixItems",
  "allOf",
  "anyOf",
  "oneOf",
];
const structuralToo = ["additionalProperties", "patternProperties", "not", "nullable", "propertyNames"];

function isOnlyRef(schema: SchemaRecord): boolean {
  if (typeof ownValue(schema, "$ref") !== "string") return false;
  return ![...structural, ...structuralToo].some((keyword) => Object.hasOwn(schema, keyword));
}

function isNothing(schema: unknown): boolean {
  return schema === true || (isRecord(schema) && Object.keys(schema).length === 0);
}

function readList(schema: SchemaRecord, keyword: string): readonly unknown[] {
  const list = ownValue(schema, keyword);
  return Array.isArray(list) ? list : [];
}

/** TypeScript refuses an alias that needs itself before any object or array: such a reference becomes `unknown`. */
function breakAliasCycles(definitions: Map<string, TypeNode>, warn: (message: string) => void): void {
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (name: string): void => {
    const node = definitions.get(name);
    if (node === undefined || done.has(name)) return;
    open.add(name);
    definitions.set(name, cut(node));
    open.delete(name);
    done.add(name);
  };
  const cut = (node: TypeNode): TypeNode => {
    if (node.kind === "reference") {
      if (open.has(node.name)) {
        warn("a type that is nothing but itself became unknown");
        return unknownNode;
      }
      visit(node.name);
      return node;
    }
    if (node.kind === "union") return toUnion(node.members.map(cut));
    if (node.kind === "intersection") return intersectNodes(node.members.map(cut));
    return node;
  };
  for (const name of [...definitions.keys()]) visit(name);
}

function toObjectRoot(
  root: TypeNode,
  definitions: ReadonlyMap<string, TypeNode>,
  warn: (message: string) => void,
): TypeNode {
  const toObjects = (node: TypeNode, hops: number): TypeNode => {
    if (node.kind === "object") return node;
    if (node.kind === "reference") {
      const target = definitions.get(node.name);
      const isObject = hops < maxRefHops && target !== undefined && toObjects(target, hops + 1).kind !== "never";
      return isObject ? node : neverNode;
    }
    if (node.kind === "union") return toUnion(node.members.map((member) => toObjects(member, hops)));
    if (node.kind !== "intersection") return neverNode;
    const members = node.members.map((member) => toObjects(member, hops));
    return members.some((member) => member.kind === "never") ? neverNode : { kind: "intersection", members };
  };
  const objects = toObjects(root, 0);
  if (objects.kind !== "never") return objects;
  if (root.kind !== "unknown") warn("arguments that are no object became an open object");
  return openObject;
}

function keepReachable(root: TypeNode, definitions: ReadonlyMap<string, TypeNode>): ReadonlyMap<string, TypeNode> {
  const names = new Set<string>();
  const queue: TypeNode[] = [root];
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at] as TypeNode;
    if (node.kind === "reference") {
      const target = definitions.get(node.name);
      if (names.has(node.name) || target === undefined) continue;
      names.add(node.name);
      queue.push(target);
    } else if (node.kind === "array") queue.push(node.items);
    else if (node.kind === "tuple") queue.push(...node.items, ...(node.rest === undefined ? [] : [node.rest]));
    else if (node.kind === "object") {
      queue.push(...node.fields.map((field) => field.node), ...(node.index === undefined ? [] : [node.index]));
    } else if (node.kind === "union" || node.kind === "intersection") queue.push(...node.members);
  }
  return new Map([...definitions].filter(([name]) => names.has(name)));
}
