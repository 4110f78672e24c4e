import { type JsonSchema, type PiiType, piiTypes } from "@sluice/contracts";
import { classifyKey } from "./classify-key.ts";

type Node = { readonly [key: string]: unknown };

const MAX_REFS = 16;
const formats: Readonly<Record<string, PiiType>> = {
  email: "email",
  "idn-email": "email",
  ipv4: "ip",
  ipv6: "ip",
  phone: "phone",
  iban: "iban",
  "credit-card": "card",
};
const descriptionWords: readonly (readonly [RegExp, PiiType])[] = [
  [/\be-?mail address\b|электронн\p{L}+ почт/iu, "email"],
  [/\b(?:tele)?phone number\b|номер телефона/iu, "phone"],
  [/\b(?:full|first|last|given|family|person'?s|customer'?s|patient'?s|contact'?s) name\b|фамили|отчество/iu, "person"],
  [/\b(?:date of birth|birth ?date|birthday)\b|дата рождения/iu, "birth-date"],
  [/\b(?:tax(?:payer)? (?:id|number|identification)|vat (?:id|number))\b|\bИНН\b/iu, "tax-id"],
  [/\bpassport\b|паспорт/iu, "passport"],
  [/\bsocial security\b/iu, "ssn"],
  [/\b(?:postal|street|home|mailing|delivery) address\b/iu, "address"],
];

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** A place in a JSON Schema that a server sent: hints only, never trusted, never thrown over. */
export class SchemaCursor {
  readonly #root: Node;
  readonly #node: Node;

  private constructor(root: Node, node: Node) {
    this.#root = root;
    this.#node = node;
  }

  static open(schema: JsonSchema | undefined): SchemaCursor | undefined {
    return isNode(schema) ? SchemaCursor.#at(schema, schema) : undefined;
  }

  static #at(root: Node, node: unknown): SchemaCursor | undefined {
    let current = node;
    for (let hops = 0; isNode(current) && typeof current.$ref === "string"; hops++) {
      if (hops >= MAX_REFS || !current.$ref.startsWith("#")) return undefined;
      current = readPointer(root, current.$ref.slice(1));
    }
    return isNode(current) ? new SchemaCursor(root, current) : undefined;
  }

  property(key: string): SchemaCursor | undefined {
    return this.#firstBranch((node) => {
      const { properties, additionalProperties } = node;
      if (isNode(properties) && Object.hasOwn(properties, key)) return properties[key];
      return isNode(additionalProperties) ? additionalProperties : undefined;
    });
  }

  items(): SchemaCursor | undefined {
    return this.#firstBranch((node) => node.items);
  }

  /** What the schema says of the value here: a type, `public` by `x-pii: false`, or nothing. */
  hint(): PiiType | "public" | undefined {
    const own = readHint(this.#node);
    if (own !== undefined) return own;
    return this.#branches()
      .map((node) => readHint(node))
      .find((hint) => hint !== undefined);
  }

  #firstBranch(read: (node: Node) => unknown): SchemaCursor | undefined {
    for (const node of [this.#node, ...this.#branches()]) {
      const found = SchemaCursor.#at(this.#root, read(node));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #branches(): readonly Node[] {
    const { anyOf, oneOf, allOf } = this.#node;
    const all = [anyOf, oneOf, allOf].flatMap((branch) => (Array.isArray(branch) ? branch.slice(0, 32) : []));
    return all
      .map((branch) => SchemaCursor.#at(this.#root, branch))
      .filter((cursor) => cursor !== undefined)
      .map((cursor) => cursor.#node);
  }
}

function readHint(node: Node): PiiType | "public" | undefined {
  const marked = node["x-pii"];
  if (marked === false) return "public";
  if (typeof marked === "string") return piiTypes.find((type) => type === marked);
  if (typeof node.format === "string" && Object.hasOwn(formats, node.format)) return formats[node.format];
  const title = typeof node.title === "string" ? classifyKey(node.title.slice(0, 80)) : undefined;
  if (title !== undefined && "strength" in title && title.strength === "strong") return title.type;
  const description = typeof node.description === "string" ? node.description.slice(0, 200) : "";
  return description === "" ? undefined : descriptionWords.find(([pattern]) => pattern.test(description))?.[1];
}

function readPointer(root: Node, pointer: string): unknown {
  let node: unknown = root;
  for (const part of pointer.split("/").filter((word) => word !== "")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isNode(node) || !Object.hasOwn(node, key)) return undefined;
    node = node[key];
  }
  return node;
}
