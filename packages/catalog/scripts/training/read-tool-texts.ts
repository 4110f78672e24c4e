export interface ToolText {
  readonly name: string;
  readonly description: string;
}

const MAX_DESCRIPTION = 600;
const name = String.raw`["'\x60]([A-Za-z][\w.\-/]{2,60})["'\x60]`;
const title = String.raw`(?:title:\s*["'\x60][^"'\x60]{0,100}["'\x60]\s*,\s*)?`;
const text = String.raw`(?:"((?:[^"\\\n]|\\.){2,1500})"|'((?:[^'\\\n]|\\.){2,1500})'|\x60((?:[^\x60\\]|\\.){2,1500})\x60)`;

/** How servers name their tools in source: as an object, or as arguments of the SDK's functions. */
const patterns = [
  String.raw`\bname:\s*${name}\s*,\s*${title}description:\s*${text}`,
  String.raw`(?:\.tool|registerTool|addTool)\(\s*${name}\s*,\s*${text}`,
  String.raw`registerTool\(\s*${name}\s*,\s*\{\s*${title}description:\s*${text}`,
].map((pattern) => new RegExp(pattern, "gu"));

/** Tools that the sources of one server define. The first description of a name counts. */
export function readToolTexts(sources: readonly string[]): readonly ToolText[] {
  const found = new Map<string, string>();
  for (const source of sources) {
    for (const pattern of patterns) {
      for (const [, tool, ...quoted] of source.matchAll(pattern)) {
        const description = toPlain(quoted.find((one) => one !== undefined) ?? "");
        if (isEnglish(description) && !found.has(tool as string)) found.set(tool as string, description);
      }
    }
  }
  return [...found].map(([tool, description]) => ({ name: tool, description: description.slice(0, MAX_DESCRIPTION) }));
}

function toPlain(literal: string): string {
  return literal
    .replace(/\$\{[^}]*\}|\\u[0-9a-f]{4}|\\./giu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}

function isEnglish(description: string): boolean {
  const ascii = description.replace(/[^\x20-\x7e]/gu, "").length;
  return description.length >= 15 && description.includes(" ") && ascii > 0.9 * description.length;
}
