import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** What tools and runs write; none of it is ours. */
const foreign = new Set(["node_modules", ".git", ".sluice", "coverage", "generated", "workspaces"]);

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  read(): string;
}

/** Every file of the project below `folder`. */
export function listFiles(folder = "."): readonly SourceFile[] {
  const found: SourceFile[] = [];
  const walk = (dir: string) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (foreign.has(entry.name)) continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push({ path: relative(root, path), read: () => readFileSync(path, "utf8") });
    }
  };
  walk(join(root, folder));
  return found;
}

/** Specifiers of imports and re-exports, static and literal dynamic ones. */
export function findImports(source: string): readonly string[] {
  const pattern =
    /^\s*(?:import|export)\b[^"'`;]*?\bfrom\s+["']([^"'\n]+)["']|^\s*import\s+["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']\s*\)/gm;
  return [...source.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}
