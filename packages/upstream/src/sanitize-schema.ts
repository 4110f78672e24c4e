import { cleanText, hasInvisible } from "./clean-text.ts";

const MAX_DEPTH = 64;
const MAX_NODES = 20_000;
const MAX_TEXT = 4_000;
const textKeys = new Set(["title", "description", "$comment"]);
/** What is below these is a value the server compares, so it stays as it came. */
const dataKeys = new Set(["const", "enum", "default", "examples"]);

export type SanitizedSchema =
  | { readonly kind: "ok"; readonly schema: Record<string, unknown>; readonly notes: readonly string[] }
  | { readonly kind: "broken"; readonly problem: string };

/** A copy of an untrusted schema that is safe to walk, store and show. Never throws. */
export function sanitizeSchema(raw: unknown, maxBytes: number): SanitizedSchema {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { kind: "broken", problem: "the schema is not an object" };
  }
  const copy = new SchemaCopy();
  const schema = copy.value(raw, 0, false);
  if (copy.problem !== undefined) return { kind: "broken", problem: copy.problem };
  if (Buffer.byteLength(JSON.stringify(schema)) > maxBytes) {
    return { kind: "broken", problem: `the schema is over ${maxBytes} bytes` };
  }
  return { kind: "ok", schema: schema as Record<string, unknown>, notes: [...copy.notes] };
}

class SchemaCopy {
  readonly notes = new Set<string>();
  problem: string | undefined;
  #nodes = 0;

  value(raw: unknown, depth: number, isData: boolean): unknown {
    this.#nodes += 1;
    if (depth > MAX_DEPTH) this.problem ??= `the schema is nested deeper than ${MAX_DEPTH}`;
    if (this.#nodes > MAX_NODES) this.problem ??= `the schema has more than ${MAX_NODES} parts`;
    if (this.problem !== undefined || typeof raw !== "object" || raw === null) return raw;
    if (Array.isArray(raw)) return raw.map((item) => this.value(item, depth + 1, isData));
    const copy: [string, unknown][] = [];
    for (const [key, inner] of Object.entries(raw)) {
      if (key === "__proto__") {
        this.notes.add('a key "__proto__" left out of the schema');
        continue;
      }
      if (hasInvisible(key)) this.notes.add("a schema key has invisible characters");
      copy.push([key, this.#member(key, inner, depth, isData)]);
    }
    return Object.fromEntries(copy);
  }

  #member(key: string, inner: unknown, depth: number, isData: boolean): unknown {
    if (isData || typeof inner !== "string" || !textKeys.has(key)) {
      return this.value(inner, depth + 1, isData || dataKeys.has(key));
    }
    const { text, hidden, isCut } = cleanText(inner, MAX_TEXT);
    if (hidden > 0) this.notes.add("invisible characters removed from a schema text");
    if (isCut) this.notes.add(`a schema text cut to ${MAX_TEXT} characters`);
    return text;
  }
}
