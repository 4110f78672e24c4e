import { schemaLimits } from "./limits.ts";
import {
  type FieldNode,
  isOpenObject,
  kindOfLiteral,
  type Literal,
  neverNode,
  type ObjectNode,
  type TypeNode,
  toUnion,
  unknownNode,
} from "./type-node.ts";

/** What satisfies all of them: objects are merged field by field, everything else narrowed where that is sure. */
export function intersectNodes(nodes: readonly TypeNode[]): TypeNode {
  const left: TypeNode[] = [];
  for (const node of nodes.flatMap((each) => (each.kind === "intersection" ? each.members : [each]))) {
    let merged = node;
    let at = 0;
    while (at < left.length) {
      const both = intersectTwo(left[at] as TypeNode, merged);
      if (both === undefined) {
        at += 1;
        continue;
      }
      left.splice(at, 1);
      merged = both;
      at = 0;
    }
    left.push(merged);
  }
  if (left.some((node) => node.kind === "never")) return neverNode;
  const [only] = left;
  if (only === undefined) return unknownNode;
  return left.length === 1 ? only : { kind: "intersection", members: left };
}

/** Undefined where only an intersection type says it. */
function intersectTwo(a: TypeNode, b: TypeNode): TypeNode | undefined {
  if (a.kind === "unknown") return b;
  if (b.kind === "unknown") return a;
  if (a.kind === "never" || b.kind === "never") return neverNode;
  if (isOpenObject(a) && isObjectLike(b)) return b;
  if (isOpenObject(b) && isObjectLike(a)) return a;
  if (a.kind === "object" && b.kind === "object") return mergeObjects(a, b);
  if (isPrimitive(a)) return narrow(b, a.kind) ?? (isPrimitive(b) ? neverNode : undefined);
  if (isPrimitive(b)) return narrow(a, b.kind);
  if (a.kind === "literals" && b.kind === "literals") return intersectLiterals(a.values, b.values);
  if (a.kind === "literals" && b.kind === "union") return filterLiterals(a.values, b.members);
  if (b.kind === "literals" && a.kind === "union") return filterLiterals(b.values, a.members);
  if (a.kind === "array" && b.kind === "array") {
    return { kind: "array", items: intersectNodes([a.items, b.items]) };
  }
  if (a.kind === "union" && isOpenObject(b)) return keepObjects(a.members);
  if (b.kind === "union" && isOpenObject(a)) return keepObjects(b.members);
  return JSON.stringify(a) === JSON.stringify(b) ? a : undefined;
}

/** `type` beside `enum`, `anyOf` and the like only filters them. Servers mix them up: what would leave nothing is ignored. */
function narrow(node: TypeNode, kind: TypeNode["kind"]): TypeNode | undefined {
  if (node.kind === kind) return node;
  if (node.kind === "literals") {
    const values = node.values.filter((value) => kindOfLiteral(value) === kind);
    return values.length === 0 ? node : { kind: "literals", values };
  }
  if (node.kind !== "union") return undefined;
  const members = node.members.flatMap((member): TypeNode[] => {
    if (isPrimitive(member)) return member.kind === kind ? [member] : [];
    if (member.kind === "literals") {
      const values = member.values.filter((value) => kindOfLiteral(value) === kind);
      return values.length === 0 ? [] : [{ kind: "literals", values }];
    }
    return member.kind === "reference" ? [member] : [];
  });
  return members.length === 0 ? node : toUnion(members);
}

function intersectLiterals(a: readonly Literal[], b: readonly Literal[]): TypeNode {
  const values = a.filter((value) => b.includes(value));
  return values.length === 0 ? neverNode : { kind: "literals", values };
}

/** Values whose type is among the members; the union says no more of them where it has only primitive ones. */
function filterLiterals(values: readonly Literal[], members: readonly TypeNode[]): TypeNode | undefined {
  if (!members.every(isPrimitive)) return undefined;
  const kinds = new Set(members.map((member) => member.kind));
  const left = values.filter((value) => kinds.has(kindOfLiteral(value)));
  return { kind: "literals", values: left.length === 0 ? values : left };
}

function keepObjects(members: readonly TypeNode[]): TypeNode | undefined {
  const objects = members.filter(isObjectLike);
  return objects.length === 0 ? undefined : toUnion(objects);
}

function mergeObjects(a: ObjectNode, b: ObjectNode): ObjectNode {
  const fields = new Map<string, FieldNode>(a.fields.map((field) => [field.name, field]));
  for (const field of b.fields) {
    const other = fields.get(field.name);
    fields.set(field.name, other === undefined ? field : mergeFields(other, field));
  }
  const merged = [...fields.values()].slice(0, schemaLimits.maxFields);
  if (a.index !== undefined && b.index !== undefined) {
    return toObjectNode(merged, intersectNodes([a.index, b.index]));
  }
  return toObjectNode(merged, fields.size > merged.length ? unknownNode : (a.index ?? b.index));
}

function mergeFields(a: FieldNode, b: FieldNode): FieldNode {
  return {
    name: a.name,
    node: intersectNodes([a.node, b.node]),
    isRequired: a.isRequired || b.isRequired,
    doc: a.doc.length > 0 ? a.doc : b.doc,
  };
}

/**
 * A typed index signature must cover the fields too, and the printer repeats their types in it. Only plain fields
 * may be repeated: nested ones would double the text on every level.
 */
export function toObjectNode(fields: readonly FieldNode[], index: TypeNode | undefined): ObjectNode {
  if (index === undefined) return { kind: "object", fields };
  const isTyped = index.kind !== "unknown" && fields.length > 0;
  const isWide = isTyped && (fields.length > 12 || ![index, ...fields.map((field) => field.node)].every(isPlain));
  return { kind: "object", fields, index: isWide ? unknownNode : index };
}

function isPlain(node: TypeNode): boolean {
  if (node.kind === "array") return isPlain(node.items);
  if (node.kind === "literals") return node.values.length <= 12;
  return isPrimitive(node) || node.kind === "reference" || node.kind === "unknown";
}

function isPrimitive(node: TypeNode): boolean {
  return node.kind === "null" || node.kind === "string" || node.kind === "number" || node.kind === "boolean";
}

function isObjectLike(node: TypeNode): boolean {
  if (node.kind === "union" || node.kind === "intersection") return node.members.every(isObjectLike);
  return node.kind === "object" || node.kind === "reference";
}
