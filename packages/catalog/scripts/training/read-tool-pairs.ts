import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pairsOfText, type TextPair } from "./text-pair.ts";

interface ToolRow {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: unknown;
}

interface QueryRow {
  readonly query: string;
  readonly relevant: readonly string[];
  readonly steps?: readonly string[];
}

/** A folder of `tools.jsonl` and `queries*.jsonl`: questions with their tools, and the tools' own texts. */
export function readToolPairs(folder: string, usesQueries: boolean): { questions: TextPair[]; texts: TextPair[] } {
  const questions: TextPair[] = [];
  const texts: TextPair[] = [];
  const tools = new Map(readRows<ToolRow>(join(folder, "tools.jsonl")).map((row) => [row.id, row]));
  for (const tool of tools.values()) texts.push(...pairsOfText(tool.name, tool.description ?? ""));
  if (!usesQueries || !existsSync(folder)) return { questions, texts };
  for (const file of readdirSync(folder).filter((name) => /^queries.*\.jsonl$/u.test(name))) {
    for (const row of readRows<QueryRow>(join(folder, file))) {
      for (const id of row.relevant) {
        const tool = tools.get(id);
        if (tool === undefined) continue;
        questions.push({ left: row.query, right: `${tool.name} . ${(tool.description ?? "").slice(0, 350)}` });
      }
    }
  }
  return { questions, texts };
}

function readRows<T>(path: string): T[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}
