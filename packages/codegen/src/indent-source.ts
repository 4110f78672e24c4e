/** Indents printed declarations by their brackets; those in string literals and comments do not count. */
export function indentSource(source: string): string {
  let depth = 0;
  const lines: string[] = [];
  for (const line of source.split("\n")) {
    const text = line.trimEnd();
    if (text === "") continue;
    if (isComment(text)) {
      lines.push("  ".repeat(depth) + text);
      continue;
    }
    const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, "");
    const closing = /^[\])}]+/.exec(bare)?.[0].length ?? 0;
    lines.push("  ".repeat(Math.max(0, depth - (closing > 0 ? 1 : 0))) + text);
    for (const character of bare) {
      if (character === "{") depth += 1;
      else if (character === "}") depth = Math.max(0, depth - 1);
    }
  }
  return `${lines.join("\n").replace(/\{\n\s*\}/g, "{}")}\n`;
}

function isComment(line: string): boolean {
  return line.startsWith("/**") || line.startsWith(" *");
}
