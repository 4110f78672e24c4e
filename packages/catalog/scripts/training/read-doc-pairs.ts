import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pairsOfText, stripMarkup, type TextPair } from "./text-pair.ts";

const commentPattern =
  /\/\*\*((?:(?!\*\/)[\s\S]){15,6000}?)\*\/\s*(?:export |declare |public |static |async |readonly |function |interface |class |type |const )*([A-Za-z_$][\w$]{2,60})(\??:|[<(?]|\s)/gu;

/** Doc comments of a package's `.d.ts` files, beside the names they explain: how authors of interfaces talk. */
export function readDocPairs(folder: string, limit: number): TextPair[] {
  const seen = new Set<string>();
  const pairs: TextPair[] = [];
  for (const path of listFiles(folder)) {
    if (pairs.length > limit * 4) break;
    const area = areaOf(path);
    for (const [, comment, name] of readFileSync(path, "utf8").matchAll(commentPattern)) {
      const text = stripMarkup(
        (comment as string)
          .replace(/^\s*\*\s?/gmu, "")
          .split(/^\s*@/mu)[0]
          ?.replace(/\s+/gu, " ") ?? "",
      );
      const key = text.slice(0, 80);
      if (seen.has(key)) continue;
      seen.add(key);
      pairs.push(...pairsOfText(`${area} ${name}`, text));
    }
  }
  return thin(pairs, limit);
}

/** The file's or its folder's name says which service a doc comment is about. */
function areaOf(path: string): string {
  const parts = path.replace(/\.d\.ts$/u, "").split("/");
  const last = parts.at(-1) ?? "";
  return /^(?:index|v\d\w*|types)$/u.test(last) ? (parts.at(-2) ?? "") : last;
}

/** Operations of an OpenAPI file: id, summary and description. */
export function readOpenApiPairs(path: string, limit: number): TextPair[] {
  const pairs: TextPair[] = [];
  const file = JSON.parse(readFileSync(path, "utf8")) as { paths?: Record<string, Record<string, unknown>> };
  for (const item of Object.values(file.paths ?? {})) {
    for (const operation of Object.values(item)) {
      const { operationId, summary, description } = (operation ?? {}) as Record<string, unknown>;
      if (typeof operationId !== "string" || typeof summary !== "string") continue;
      const text = stripMarkup(typeof description === "string" ? description : "");
      pairs.push({ left: operationId, right: `${summary} . ${text.slice(0, 350)}` });
      if (text.length > 40) pairs.push({ left: summary, right: text.slice(0, 350) });
    }
  }
  return thin(pairs, limit);
}

function* listFiles(folder: string): Generator<string> {
  const items = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const item of items) {
    const path = join(folder, item.name);
    if (item.isDirectory() && item.name !== "node_modules" && item.name !== "cjs") yield* listFiles(path);
    else if (item.isFile() && item.name.endsWith(".d.ts")) yield path;
  }
}

/** Every n-th, so that no one file fills the quota. */
export function thin<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  return Array.from({ length: limit }, (_, at) => items[Math.floor((at * items.length) / limit)] as T);
}
