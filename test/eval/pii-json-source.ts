import type { Json } from "@sluice/contracts";

export interface SourceLeaf {
  readonly path: string;
  /** Offset in the JSON text of an offset in the leaf's own text. */
  at(offset: number): number;
}

/** Where each leaf of a JSON text stands in it; undefined where the text is no JSON object or array. */
export function locateLeaves(
  text: string,
): { readonly value: Json; readonly leaves: readonly SourceLeaf[] } | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  const leaves: SourceLeaf[] = [];
  let at = 0;
  const skip = (): void => {
    while (/[\s,:]/.test(text[at] ?? "x")) at++;
  };
  const readString = (): { readonly value: string; readonly start: number; readonly raw: string } => {
    const start = at + 1;
    at = start;
    while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    const raw = text.slice(start, at++);
    return { value: JSON.parse(`"${raw}"`) as string, start, raw };
  };
  const visit = (path: string): void => {
    skip();
    const char = text[at];
    if (char === "{" || char === "[") {
      at++;
      for (let index = 0; ; index++) {
        skip();
        if (text[at] === "}" || text[at] === "]") break;
        if (char === "[") visit(`${path}[${index}]`);
        else {
          const key = readString().value;
          visit(path === "" ? key : `${path}.${key}`);
        }
      }
      at++;
    } else if (char === '"') {
      const { start, raw } = readString();
      leaves.push({ path, at: (offset) => start + rawOffset(raw, offset) });
    } else {
      const start = at;
      while (/[\w.+-]/.test(text[at] ?? "")) at++;
      leaves.push({ path, at: (offset) => start + offset });
    }
  };
  visit("");
  return { value, leaves };
}

function rawOffset(raw: string, offset: number): number {
  let at = 0;
  for (let count = 0; count < offset && at < raw.length; count++)
    at += raw[at] !== "\\" ? 1 : raw[at + 1] === "u" ? 6 : 2;
  return at;
}
