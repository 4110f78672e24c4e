import type { Json } from "@sluice/contracts";

/** Longer texts are taken as text. */
const MAX_EMBEDDED = 8_000_000;

export interface EmbeddedJson {
  readonly value: Json;
  /** The text of a changed value, laid out like the original. */
  render(value: Json): string;
}

/** JSON that travels as text keeps being JSON: it is washed as a value. Undefined where the text is none. */
export function parseEmbedded(text: string): EmbeddedJson | undefined {
  if (text.length < 2 || text.length > MAX_EMBEDDED) return undefined;
  const first = firstSolid(text);
  if (first !== "{" && first !== "[") return undefined;
  const last = text.trimEnd().at(-1);
  if (last !== (first === "{" ? "}" : "]")) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    const indent = /^\s*[{[]\r?\n([ \t]+)/.exec(text.slice(0, 200))?.[1];
    return { value, render: (changed) => JSON.stringify(changed, null, indent) };
  } catch {
    return undefined;
  }
}

function firstSolid(text: string): string | undefined {
  for (let at = 0; at < text.length && at < 64; at++) if (text.charCodeAt(at) > 32) return text[at];
  return undefined;
}
