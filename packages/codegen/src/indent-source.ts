/** Indents printed declarations by their brackets, and drops brackets round a whole type; those in literals and comments do not count. */
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
    const bare = withoutLiterals(text);
    const closing = /^[\])}]+/.exec(bare)?.[0].length ?? 0;
    lines.push("  ".repeat(Math.max(0, depth - (closing > 0 ? 1 : 0))) + dropBrackets(text));
    for (const character of bare) {
      if (character === "{") depth += 1;
      else if (character === "}") depth = Math.max(0, depth - 1);
    }
  }
  const maps = /\{\n\s*(\[k: string\]: [^\n{}]{1,80})\n\s*\}/g;
  return `${lines.join("\n").replace(maps, "{ $1 }")}\n`;
}

/** `a?: ("x" | "y")` says no more than `a?: "x" | "y"`. */
function dropBrackets(line: string): string {
  const [, head, type, end] = /^((?:[\w$]+|"(?:[^"\\]|\\.)*")\??: |export type \S+ = )\((.*)\)(;?)$/.exec(line) ?? [];
  if (head === undefined || type === undefined) return line;
  let depth = 0;
  for (const character of withoutLiterals(type)) {
    if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    if (depth < 0) return line;
  }
  return `${head}${type}${end ?? ""}`;
}

function withoutLiterals(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"/g, "");
}

function isComment(line: string): boolean {
  return line.startsWith("/**") || line.startsWith(" *");
}
