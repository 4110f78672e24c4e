import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

export interface Doc {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Fence {
  readonly doc: string;
  /** Line of the opening fence, 1-based. */
  readonly line: number;
  readonly language: string;
  /** What follows the language: the file that the snippet stands for. */
  readonly title: string;
  readonly body: string;
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => (folder === "." ? name : `${folder}/${name}`));
}

/** What describes today. Decisions and the changelog are history: names in them may have gone. */
export function readDocs(): readonly Doc[] {
  const paths = [".", "docs", "policies", "skills", "generated", "workspaces"].flatMap(markdownIn);
  return paths.filter((path) => path !== "CHANGELOG.md").map(readDoc);
}

export function readHistory(): readonly Doc[] {
  return ["CHANGELOG.md", ...markdownIn("docs/decisions")].map(readDoc);
}

export function readDoc(path: string): Doc {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

const FENCE = /^```([\w-]*)[ \t]*(.*)\n([\s\S]*?)^```[ \t]*$/gm;

export function fencesOf(doc: Doc): readonly Fence[] {
  return [...doc.text.matchAll(FENCE)].map((match) => ({
    doc: doc.path,
    line: doc.text.slice(0, match.index).split("\n").length,
    language: match[1] ?? "",
    title: (match[2] ?? "").trim(),
    body: match[3] ?? "",
  }));
}

/** Text in single backticks outside of fences, with line breaks as spaces. */
export function codeSpansOf(doc: Doc): readonly string[] {
  return [...doc.text.replace(FENCE, "").matchAll(/`([^`]+)`/g)].map((match) => (match[1] ?? "").replace(/\s+/g, " "));
}

/** Rows of the table whose head begins with `firstHead`, each as its cells. @throws Error where there is none */
export function tableOf(doc: Doc, ...head: readonly string[]): readonly (readonly string[])[] {
  const lines = doc.text.replace(FENCE, "").split("\n");
  const at = lines.findIndex((line) => {
    const cells = cellsOf(line);
    return head.every((word, index) => cells[index] === word);
  });
  if (at < 0) throw new Error(`${doc.path} has no table with the columns ${head.join(", ")}`);
  const end = lines.findIndex((line, index) => index > at && !line.startsWith("|"));
  return lines.slice(at + 2, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(line: string): readonly string[] {
  if (!line.startsWith("|")) return [];
  return line
    .slice(1, line.lastIndexOf("|"))
    .split("|")
    .map((cell) => cell.trim());
}

/** The words in backticks of one cell. */
export function wordsOf(cell: string | undefined): readonly string[] {
  return [...(cell ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

/** GitHub's anchor of a heading. */
export function anchorsOf(doc: Doc): readonly string[] {
  return [...doc.text.replace(FENCE, "").matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replace(/ /g, "-"),
  );
}
