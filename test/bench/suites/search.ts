import { statSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createCatalog, type ToolCatalog } from "@sluice/catalog";
import { createToolEntry } from "@sluice/contracts";
import { startHttpGateway } from "../harness/clients.ts";
import type { BenchContext } from "../harness/context.ts";
import { type MadeServer, makeQueries, makeServers } from "../harness/made-catalog.ts";
import { root } from "../harness/root.ts";
import { createScratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Goal, Section } from "../harness/section.ts";
import { type Summary, summarize, toFigure } from "../harness/statistics.ts";

const RESTORED_TOOLS = 3_000;
const limit = 10;

/** How searching costs with the number of tools, and how soon a gateway answers that has searched before. */
export async function measureSearch(context: BenchContext): Promise<Section> {
  const sizes = context.isQuick ? [1_000, 3_000] : [1_000, 10_000, 100_000];
  const scales: Scale[] = [];
  for (const size of sizes) {
    showProgress(`search: ${size} tools`);
    scales.push(await measureScale(size, context.count(2_000, 200)));
  }
  showProgress(`search: a gateway that knows ${RESTORED_TOOLS} tools`);
  const restart = await measureRestart(context.count(10, 2));
  return {
    name: "search",
    title: "Search",
    lead: `Made tools with as many words as real ones have, questions of four to twelve words, the ${limit} best of each; words and meaning both count.`,
    tables: [
      {
        columns: [
          "tools",
          "p50 ms",
          "p95 ms",
          "first after a change, p95 ms",
          "one tool changed, ms",
          "built in s",
          "heap and buffers MB",
        ],
        rows: scales.map(({ tools, query, afterChange, changeMs, buildMs, megabytes }) => [
          toFigure(tools),
          toFigure(query.p50),
          toFigure(query.p95),
          toFigure(afterChange.p95),
          toFigure(changeMs),
          toFigure(buildMs / 1_000),
          toFigure(megabytes),
        ]),
      },
      {
        caption: "The snapshot",
        columns: ["tools", "MB", "written in ms", "read in ms"],
        rows: scales.map(({ tools, snapshot }) => [
          toFigure(tools),
          toFigure(snapshot.megabytes),
          toFigure(snapshot.saveMs),
          toFigure(snapshot.loadMs),
        ]),
      },
      {
        caption: `A gateway that was stopped, started again with the snapshot of ${RESTORED_TOOLS} tools; no server is connected`,
        columns: ["first searchTools answered", "p50 ms", "p95 ms"],
        rows: [
          ["from the start of the process", toFigure(restart.process.p50), toFigure(restart.process.p95)],
          ["from the opening of the gateway", toFigure(restart.gateway.p50), toFigure(restart.gateway.p95)],
        ],
      },
    ],
    goals: [...scales.flatMap(toGoals), toRestartGoal(restart.gateway)],
    notes: [
      "What an opened gateway starts ahead (a sandbox process, the type checker) begins a quarter of a second later.",
    ],
  };
}

interface Scale {
  readonly tools: number;
  readonly buildMs: number;
  readonly megabytes: number;
  readonly query: Summary;
  readonly afterChange: Summary;
  readonly changeMs: number;
  readonly snapshot: { readonly megabytes: number; readonly saveMs: number; readonly loadMs: number };
}

async function measureScale(tools: number, rounds: number): Promise<Scale> {
  const servers = makeServers(tools);
  const queries = makeQueries(servers, rounds);
  const before = readMemory();
  const catalog = createCatalog();
  const buildMs = time(() => {
    for (const { server, entries } of servers) catalog.replaceServer(server, entries);
  });
  const megabytes = (readMemory() - before) / 1e6;
  // The first queries compile the code; they are not what is measured.
  for (const query of queries.slice(0, 50)) catalog.search(query, { limit });
  const query = summarize(queries.map((text) => time(() => catalog.search(text, { limit }))));
  const changes: number[] = [];
  const afterChange = summarize(
    queries.slice(0, Math.ceil(rounds / 10)).map((text, round) => {
      changes.push(time(() => changeOneTool(catalog, servers[round % servers.length] as MadeServer, round)));
      return time(() => catalog.search(text, { limit }));
    }),
  );
  const snapshot = await measureSnapshot(catalog);
  return { tools, buildMs, megabytes, query, afterChange, changeMs: summarize(changes).p50, snapshot };
}

/** What `list_changed` brings: the whole list again, one tool of it new. */
function changeOneTool(catalog: ToolCatalog, { server, entries }: MadeServer, round: number): void {
  const [first, ...rest] = entries;
  if (first === undefined) return;
  const description = `${first.description} of round ${round}`;
  catalog.replaceServer(server, [createToolEntry(server.name, { ...first, description }), ...rest]);
}

async function measureSnapshot(catalog: ToolCatalog): Promise<Scale["snapshot"]> {
  await using scratch = await createScratch();
  const path = join(scratch.dir, "catalog.snapshot");
  const startedAt = performance.now();
  await catalog.saveSnapshot(path);
  const saveMs = performance.now() - startedAt;
  const other = createCatalog();
  const loadMs = time(() => {
    const outcome = other.loadSnapshot(path);
    if (outcome.kind !== "loaded") throw new Error(`Cannot measure: the snapshot is ignored, ${outcome.reason}`);
  });
  return { megabytes: statSync(path).size / 1e6, saveMs, loadMs };
}

interface Restart {
  readonly process: Summary;
  readonly gateway: Summary;
}

async function measureRestart(rounds: number): Promise<Restart> {
  await using scratch = await createScratch();
  const program = join(root, "test", "fixtures", "servers", "many-tools.ts");
  const many = { command: process.execPath, args: [program, "--tools", String(RESTORED_TOOLS)] };
  const config = await scratch.gateway("search", { servers: { many } });
  const search = { name: "searchTools", arguments: { query: "does thing number 17", limit } };
  {
    await using first = await startHttpGateway({ config });
    await first.client.callTool(search);
  }
  const sinceProcess: number[] = [];
  const sinceOpening: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await using gateway = await startHttpGateway({ config });
    const askedAt = performance.now();
    const found = await gateway.client.callTool(search);
    const searchMs = performance.now() - askedAt;
    sinceProcess.push(gateway.listeningMs + searchMs);
    sinceOpening.push(gateway.openMs + searchMs);
    const { total } = found.structuredContent as { total: number };
    if (total < RESTORED_TOOLS) throw new Error(`Cannot measure: the gateway found ${total} tools, not all of them`);
  }
  return { process: summarize(sinceProcess), gateway: summarize(sinceOpening) };
}

function toGoals({ tools, query, afterChange, megabytes }: Scale): Goal[] {
  const atMost = (what: string, unit: string, measured: number, most: number): Goal => ({
    what: `search, ${toFigure(tools)} tools: ${what}`,
    unit,
    measured,
    limit: most,
    is: "at most",
  });
  if (tools === 10_000) {
    return [
      atMost("p50", "ms", query.p50, 1.5),
      atMost("p95", "ms", query.p95, 3),
      atMost("first query after a change, p95", "ms", afterChange.p95, 5),
    ];
  }
  if (tools === 100_000) return [atMost("p50", "ms", query.p50, 25), atMost("heap and buffers", "MB", megabytes, 800)];
  return [];
}

function toRestartGoal({ p50 }: Summary): Goal {
  const what = `opening a gateway that knows ${toFigure(RESTORED_TOOLS)} tools to its first searchTools, p50`;
  return { what, unit: "ms", measured: p50, limit: 300, is: "at most" };
}

function time(action: () => void): number {
  const startedAt = performance.now();
  action();
  return performance.now() - startedAt;
}

function readMemory(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc()");
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
