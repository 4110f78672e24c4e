import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createToolEntry, type JsonSchema, type ServerEntry, type ToolEntry } from "@sluice/contracts";

export interface EvalQuery {
  readonly query: string | readonly string[];
  /** Each inner list is one thing needed; any of its ids satisfies it. */
  readonly needed: readonly (readonly string[])[];
}

export interface QueryList {
  readonly name: string;
  readonly queries: readonly EvalQuery[];
}

export interface ToolSet {
  readonly name: string;
  readonly servers: readonly { readonly server: ServerEntry; readonly entries: readonly ToolEntry[] }[];
  /** Address to the id that queries use. */
  readonly ids: ReadonlyMap<string, string>;
  readonly lists: readonly QueryList[];
}

interface ToolRow {
  readonly id: string;
  readonly server: string;
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: JsonSchema;
  readonly serverTitle?: string;
  readonly serverDescription?: string;
}

interface QueryRow {
  readonly query: string;
  readonly relevant: readonly string[];
  readonly groups?: readonly (readonly string[])[];
  readonly steps?: readonly string[];
}

/** Every folder with `tools.jsonl` and `queries*.jsonl`: the folder itself, or those in it. */
export function readToolSets(folder: string): ToolSet[] {
  if (existsSync(join(folder, "tools.jsonl"))) return [readToolSet(folder)];
  return readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory() && existsSync(join(folder, item.name, "tools.jsonl")))
    .map((item) => readToolSet(join(folder, item.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readToolSet(folder: string): ToolSet {
  const servers = new Map<string, { server: ServerEntry; entries: ToolEntry[] }>();
  const ids = new Map<string, string>();
  for (const row of readRows<ToolRow>(join(folder, "tools.jsonl"))) {
    const known = servers.get(row.server) ?? {
      server: {
        name: row.server,
        ...(row.serverTitle === undefined ? {} : { title: row.serverTitle }),
        ...(row.serverDescription === undefined ? {} : { description: row.serverDescription }),
      },
      entries: [],
    };
    servers.set(row.server, known);
    const entry = createToolEntry(row.server, {
      name: row.name,
      description: row.description ?? "",
      inputSchema: row.inputSchema ?? {},
      annotations: {},
    });
    if (ids.has(entry.address)) continue;
    known.entries.push(entry);
    ids.set(entry.address, row.id);
  }
  const lists = readdirSync(folder)
    .filter((file) => /^queries.*\.jsonl$/.test(file))
    .sort()
    .map((file) => ({
      name: `${basename(folder)} ${file.replace(/^queries_?/, "").replace(/\.jsonl$/, "") || "queries"}`,
      queries: readRows<QueryRow>(join(folder, file)).map(toQuery),
    }));
  return { name: basename(folder), servers: [...servers.values()], ids, lists };
}

function toQuery(row: QueryRow): EvalQuery {
  const grouped = new Set(row.groups?.flat());
  return {
    query: row.steps ?? row.query,
    needed: [...(row.groups ?? []), ...row.relevant.filter((id) => !grouped.has(id)).map((id) => [id])],
  };
}

function readRows<T>(path: string): T[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}
