import { isRecord, ownValue, type SchemaRecord } from "./schema-record.ts";

export interface RefTarget {
  /** Equal for equal targets; empty for the root. */
  readonly key: string;
  readonly schema: unknown;
}

/** Finds what a `$ref` stands for inside its own document; undefined for files, URLs and dangling pointers. Never throws. */
export type RefResolver = (ref: string) => RefTarget | undefined;

const maxRefChars = 2_000;
const maxAnchorNodes = 20_000;

/**
 * Knows JSON pointers, `$anchor`, draft-07 `$id: "#name"`, and the document's and its definitions' own `$id`.
 * Nothing is ever read from elsewhere.
 */
export function createRefResolver(root: unknown): RefResolver {
  let named: ReadonlyMap<string, RefTarget> | undefined;
  const rootId = isRecord(root) && typeof root.$id === "string" ? stripFragment(root.$id) : "";

  return (ref) => {
    if (ref.length > maxRefChars) return undefined;
    const isOwnDocument = rootId !== "" && stripFragment(ref) === rootId;
    const local = isOwnDocument ? ref.slice(rootId.length) : ref;
    if (local === "" || local === "#") return { key: "", schema: root };
    if (local.startsWith("#/")) return followPointer(root, local.slice(1));
    named ??= collectNames(root);
    return named.get(local) ?? named.get(ref);
  };
}

function followPointer(root: unknown, pointer: string): RefTarget | undefined {
  let node = root;
  const key: string[] = [];
  for (const segment of pointer.split("/").slice(1)) {
    const name = decodeSegment(segment);
    if (Array.isArray(node)) node = /^\d{1,6}$/.test(name) ? (node as unknown[])[Number(name)] : undefined;
    else node = isRecord(node) ? ownValue(node, name) : undefined;
    if (node === undefined) return undefined;
    key.push(name.replaceAll("~", "~0").replaceAll("/", "~1"));
  }
  return { key: `/${key.join("/")}`, schema: node };
}

function decodeSegment(segment: string): string {
  let decoded = segment;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    // A lone % is part of the name.
  }
  return decoded.replaceAll("~1", "/").replaceAll("~0", "~");
}

function collectNames(root: unknown): ReadonlyMap<string, RefTarget> {
  const named = new Map<string, RefTarget>();
  const queue: { readonly node: unknown; readonly key: string }[] = [{ node: root, key: "" }];
  for (let at = 0; at < queue.length && at < maxAnchorNodes; at += 1) {
    const { node, key } = queue[at] as { node: unknown; key: string };
    if (isRecord(node)) nameNode(named, node, key);
    if (typeof node !== "object" || node === null) continue;
    for (const [name, child] of Object.entries(node)) {
      if (typeof child !== "object" || child === null || isData(name)) continue;
      queue.push({ node: child, key: `${key}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}` });
    }
  }
  return named;
}

function nameNode(named: Map<string, RefTarget>, node: SchemaRecord, key: string): void {
  const target = { key, schema: node };
  const anchor = ownValue(node, "$anchor");
  if (typeof anchor === "string" && !named.has(`#${anchor}`)) named.set(`#${anchor}`, target);
  const id = ownValue(node, "$id");
  if (typeof id === "string" && key !== "" && !named.has(id)) named.set(id, target);
}

/** Keywords that hold values, not schemas. */
function isData(keyword: string): boolean {
  return keyword === "enum" || keyword === "const" || keyword === "default" || keyword === "examples";
}

function stripFragment(id: string): string {
  const hash = id.indexOf("#");
  return hash < 0 ? id : id.slice(0, hash);
}
