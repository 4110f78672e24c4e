import { parseArgs } from "node:util";
import { createEngines, type Engine, type Find, type ServerTools } from "./search-engines.ts";
import { type Metrics, measure } from "./search-metrics.ts";
import { type EvalQuery, type QueryList, readToolSets, type ToolSet } from "./search-sets.ts";
import { joinSets } from "./search-union.ts";

const usage = `Usage: npm run eval:search -- <folder> [options]
  <folder>             holds sets: folders with tools.jsonl and queries*.jsonl
  --engine <name>      sluice, orama or minisearch (repeatable); sluice alone takes seconds, the others minutes
  --peer-queries <n>   the others answer at most n queries of each list, evenly chosen [250]
  --vectors <file>     a table of word vectors in place of the catalog's own
  --json`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    engine: { type: "string", multiple: true, default: [] },
    vectors: { type: "string" },
    "peer-queries": { type: "string", default: "250" },
  },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error(usage);
  process.exit(2);
}

interface Row {
  readonly catalog: string;
  readonly tools: number;
  readonly list: string;
  readonly queries: number;
  readonly engine: string;
  readonly metrics: Metrics;
}

const columns = ["r1", "r3", "r5", "r10", "mrr", "ndcg10", "p50", "p95"] as const;
const chosen = createEngines(values.vectors).filter(
  (engine) => values.engine.length === 0 || values.engine.includes(engine.name),
);
const sets = readToolSets(folder);
if (sets.length === 0) {
  console.error(`Cannot evaluate "${folder}": it has no set, that is a folder with tools.jsonl and queries*.jsonl`);
  process.exit(2);
}
const rows: Row[] = [];
if (!values.json) printHeader();
for (const set of sets) for (const engine of chosen) evaluate(set.name, set.servers, set.lists, set, engine);
if (sets.length > 1) {
  const union = joinSets(sets);
  for (const engine of chosen) evaluate("all sets in one", union.servers, union.lists, union, engine);
}
if (values.json) console.log(JSON.stringify(rows, undefined, 2));
else printMeans();

function evaluate(
  catalog: string,
  servers: readonly ServerTools[],
  lists: readonly QueryList[],
  { ids }: Pick<ToolSet, "ids">,
  engine: Engine,
): void {
  const tools = servers.reduce((sum, server) => sum + server.entries.length, 0);
  const find = engine.build(servers);
  warmUp(find, lists);
  for (const list of lists) {
    const queries = engine.isPeer ? thin(list.queries, Number(values["peer-queries"])) : list.queries;
    const metrics = measure(queries, (query) => find(query).map((address) => ids.get(address) ?? ""));
    const row = { catalog, tools, list: list.name, queries: queries.length, engine: engine.name, metrics };
    rows.push(row);
    if (!values.json) printRow(row);
  }
}

/** At most that many, evenly chosen. */
function thin<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)] as T);
}

/** The first queries compile the code; they are not what is measured. */
function warmUp(find: Find, lists: readonly QueryList[]): void {
  const queries: EvalQuery[] = lists.flatMap((list) => list.queries.slice(0, 20));
  for (const { query } of queries) find(query);
}

function printHeader(): void {
  const names = columns.map((name) => name.padStart(6)).join(" ");
  console.log(
    `${"catalog".padEnd(16)} ${"tools".padStart(6)} ${"queries".padEnd(24)} ${"n".padStart(5)} ${"engine".padEnd(10)} ${names}`,
  );
}

function printRow({ catalog, tools, list, queries, engine, metrics }: Row): void {
  const figures = columns.map((name) => metrics[name].toFixed(name === "p50" || name === "p95" ? 2 : 1).padStart(6));
  console.log(
    `${catalog.padEnd(16)} ${String(tools).padStart(6)} ${list.padEnd(24)} ${String(queries).padStart(5)} ${engine.padEnd(10)} ${figures.join(" ")}`,
  );
}

function printMeans(): void {
  for (const catalog of ["own", "one"] as const) {
    for (const { name } of chosen) {
      const own = rows.filter(
        (row) => row.engine === name && (row.catalog === "all sets in one") === (catalog === "one"),
      );
      if (own.length === 0) continue;
      const mean = (column: (typeof columns)[number]) =>
        own.reduce((sum, row) => sum + row.metrics[column], 0) / own.length;
      const label = catalog === "own" ? "mean, each set alone" : "mean, all in one";
      console.log(
        `${label.padEnd(54)} ${name.padEnd(10)} ${columns.map((column) => mean(column).toFixed(1).padStart(6)).join(" ")}`,
      );
    }
  }
}
