import { readFileSync } from "node:fs";
import { create, insertMultiple, search } from "@orama/orama";
import { createCatalog, WordVectors } from "@sluice/catalog";
import type { ServerEntry, ToolEntry } from "@sluice/contracts";
import MiniSearch from "minisearch";
import type { EvalQuery } from "./search-sets.ts";

export interface ServerTools {
  readonly server: ServerEntry;
  readonly entries: readonly ToolEntry[];
}

/** Addresses, best first, at most ten. */
export type Find = (query: EvalQuery["query"]) => readonly string[];

export interface Engine {
  readonly name: string;
  readonly isPeer: boolean;
  readonly build: (servers: readonly ServerTools[]) => Find;
}

const limit = 10;

function createSluice(vectorsPath: string | undefined): Engine {
  const vectors = vectorsPath === undefined ? undefined : new WordVectors(readFileSync(vectorsPath));
  return {
    name: "sluice",
    isPeer: false,
    build: (servers) => {
      const catalog = createCatalog(vectors === undefined ? {} : { vectors });
      for (const { server, entries } of servers) catalog.replaceServer(server, entries);
      return (query) => catalog.search(query, { limit }).hits.map((hit) => hit.entry.address);
    },
  };
}

/** As its documentation begins: a schema, the texts, a term. */
const plainOrama: Engine = {
  name: "orama",
  isPeer: true,
  build: (servers) => {
    const database = create({
      schema: { name: "string", description: "string", server: "string", parameters: "string" },
    });
    void insertMultiple(database, toDocuments(servers));
    return (query) => {
      const found = search(database, { term: toText(query), limit }) as { hits: readonly { id: string }[] };
      return found.hits.map((hit) => hit.id);
    };
  },
};

const minisearch: Engine = {
  name: "minisearch",
  isPeer: true,
  build: (servers) => {
    const index = new MiniSearch({ fields: ["name", "description", "server", "parameters"] });
    index.addAll(toDocuments(servers));
    return (query) =>
      index
        .search(toText(query))
        .slice(0, limit)
        .map((hit) => hit.id as string);
  },
};

/** `vectorsPath`: a table in place of the catalog's own. */
export function createEngines(vectorsPath?: string): readonly Engine[] {
  return [createSluice(vectorsPath), plainOrama, minisearch];
}

function toDocuments(servers: readonly ServerTools[]) {
  return servers.flatMap(({ server, entries }) =>
    entries.map((entry) => ({
      id: entry.address,
      name: entry.name,
      description: entry.description,
      server: `${server.name} ${server.title ?? ""} ${server.description ?? ""}`,
      parameters: toParameterText(entry),
    })),
  );
}

function toParameterText(entry: ToolEntry): string {
  const schema = entry.inputSchema as {
    readonly properties?: Readonly<Record<string, { readonly description?: unknown }>>;
  };
  return Object.entries(schema.properties ?? {})
    .map(([name, value]) => `${name} ${String(value?.description ?? "")}`)
    .join(" ");
}

function toText(query: EvalQuery["query"]): string {
  return typeof query === "string" ? query : query.join("\n");
}
