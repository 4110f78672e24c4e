import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "@modelcontextprotocol/client";
import { connectDirectly, startGateway } from "../harness/clients.ts";
import type { BenchContext } from "../harness/context.ts";
import { startReplay } from "../harness/replay.ts";
import { createScratch, policyFor, type Scratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Goal, Section } from "../harness/section.ts";
import { demoServers } from "../harness/servers.ts";
import { toFigure } from "../harness/statistics.ts";
import { type ContextCost, createDirectAgent, createSluiceAgent, toModelDefinition } from "../harness/token-agents.ts";
import { readToolFolder } from "../harness/tool-folder.ts";
import { taskTools, tokenTasks } from "./token-tasks.ts";

const SIZES = [10, 50, 150, 500];
const NOTES = Array.from(
  { length: 12 },
  (_, i) => `- decision ${i + 1}: the ${["red", "green", "blue"][i % 3]} variant ships in week ${i + 20}`,
);

interface Tool {
  readonly address: string;
  readonly definition: Record<string, unknown>;
}

interface Done {
  readonly task: string;
  readonly direct: ContextCost;
  readonly sluice: ContextCost;
  readonly note: string;
}

/** Five jobs by a script that plays the model, with all tools in its context and with Sluice's five. */
export async function measureTokens(context: BenchContext): Promise<Section> {
  await using scratch = await createScratch();
  await using stack = new AsyncDisposableStack();
  const folder = join(scratch.dir, "files");
  await mkdir(folder);
  await writeFile(join(folder, "notes.md"), `# Decisions\n\n${NOTES.join("\n")}\n`);
  const clients = new Map<string, Client>();
  const demoTools: Tool[] = [];
  for (const [name, server] of Object.entries(demoServers(folder))) {
    const { client } = stack.use(await connectDirectly(server));
    clients.set(name, client);
    for (const tool of (await client.listTools()).tools)
      demoTools.push({ address: `${name}.${tool.name}`, definition: toModelDefinition(tool) });
  }
  const needed = demoTools.filter(({ address }) => (taskTools as readonly string[]).includes(address));
  const tools = [
    ...needed,
    ...demoTools.filter((tool) => !needed.includes(tool)),
    ...foreignTools(context.toolsFolder),
  ];
  const sizes = context.toolsFolder === undefined ? [10, demoTools.length] : SIZES;
  const rows: string[][] = [];
  const totals: string[][] = [];
  const goals: Goal[] = [];
  for (const size of sizes) {
    showProgress(`tokens: ${size} tools`);
    const done = await measureSize(context, scratch, folder, clients, tools.slice(0, size));
    for (const { task, direct, sluice, note } of done)
      rows.push([`${size} tools: ${task}`, ...toCells(direct, sluice), note]);
    const direct = addUp(done.map((one) => one.direct));
    const sluice = addUp(done.map((one) => one.sluice));
    totals.push([`${size} tools`, ...toCells(direct, sluice)]);
    if (size >= 150)
      goals.push({
        what: `Model tokens saved, mean of five jobs, ${size} tools`,
        unit: "%",
        measured: done.reduce((sum, job) => sum + (1 - job.sluice.tokens / job.direct.tokens) * 100, 0) / done.length,
        limit: 96,
        is: "at least",
      });
  }
  const columns = ["", "direct", "Sluice", "Sluice is", "direct, all turns", "Sluice, all turns", "turns"];
  return {
    name: "tokens",
    title: "Model tokens of the same job",
    lead: "Model tokens (o200k_base) that pass through the context: tool definitions as clients hand them to a model (name, description, input schema), requests, results and the answer, each once; and what the model reads when every turn reads all before it again. A script writes what the model would; both ways give the same answer, or nothing is counted.",
    tables: [
      { caption: "All five jobs, each in a context of its own", columns, rows: totals },
      { caption: "Job by job", columns: [...columns, ""], rows },
    ],
    goals,
    notes: [
      context.toolsFolder === undefined
        ? "Without `--tools <folder>` there are only the demo's own tools; larger catalogs need tool lists of real servers."
        : "The tools beyond the demo's are definitions of real servers, listed by a server that replays them, so that search has to tell them apart.",
      "A model that needs one small call and has few tools is better off without Sluice: it pays for a search first. The rows say where.",
      "Prompt caching makes re-read tokens cheaper, in both columns alike.",
    ],
  };
}

/** Of other servers than the demo's, a few of each, so that a larger size means more servers as well. */
function foreignTools(folder: string | undefined): Tool[] {
  if (folder === undefined) return [];
  const lists = [...readToolFolder(folder)].filter(([name]) => !/server-(?:everything|filesystem|memory)$/.test(name));
  const most = Math.max(...lists.map(([, tools]) => tools.length));
  const found: Tool[] = [];
  for (let start = 0; start < most; start += 10) {
    for (const [name, tools] of lists)
      for (const tool of tools.slice(start, start + 10))
        found.push({ address: `${name}.${tool.name}`, definition: toModelDefinition(tool) });
  }
  return found;
}

async function measureSize(
  context: BenchContext,
  scratch: Scratch,
  folder: string,
  clients: ReadonlyMap<string, Client>,
  tools: readonly Tool[],
): Promise<readonly Done[]> {
  await using stack = new AsyncDisposableStack();
  const names = new Set(tools.map(({ address }) => address.slice(0, address.indexOf("."))));
  const replay = context.toolsFolder === undefined ? undefined : stack.use(await startReplay(context.toolsFolder));
  const servers = Object.fromEntries(
    Object.entries({ ...replay?.servers, ...demoServers(folder) }).filter(([name]) => names.has(name)),
  );
  const allowed = tools.map(({ address }) => `  - allow: ${JSON.stringify(address)}`);
  const flows = 'pii: { flows: [{ from: "*", to: "*", types: ["*"] }] }';
  const policies = { bench: policyFor("bench", ["local"], [["tools:", ...allowed].join("\n"), flows]) };
  const config = await scratch.gateway(`tokens-${tools.length}`, { servers, policies });
  const gateway = stack.use(await startGateway({ config, transport: "stdio" }));
  const surface = (await gateway.client.listTools()).tools.map(toModelDefinition);
  const definitions = tools.map(({ definition }) => definition);
  const done: Done[] = [];
  for (const task of tokenTasks) {
    const directAgent = createDirectAgent(clients, definitions);
    const expected = await task.direct(directAgent, folder);
    const direct = directAgent.finish(expected);
    const agent = createSluiceAgent(gateway.client, surface);
    const answer = await task.sluice(agent, folder);
    if (answer !== expected)
      throw new Error(`Cannot compare "${task.name}": directly "${expected}", through Sluice "${answer}"`);
    const sluice = agent.finish(answer);
    const again = agent.extraSearches === 0 ? "" : "searched twice";
    const isLost = sluice.tokens > direct.tokens;
    const isLostByTurns = sluice.readTokens > direct.readTokens;
    const losing = isLost ? "**Sluice loses**" : isLostByTurns ? "**Sluice loses over all turns**" : "";
    done.push({ task: task.name, direct, sluice, note: [losing, again].filter((part) => part !== "").join(", ") });
  }
  return done;
}

function toCells(direct: ContextCost, sluice: ContextCost): string[] {
  const change = (sluice.tokens / direct.tokens - 1) * 100;
  return [
    toFigure(direct.tokens),
    toFigure(sluice.tokens),
    `${change <= 0 ? "−" : "+"}${Math.abs(change).toFixed(1)} %`,
    toFigure(direct.readTokens),
    toFigure(sluice.readTokens),
    `${direct.turns} / ${sluice.turns}`,
  ];
}

function addUp(costs: readonly ContextCost[]): ContextCost {
  const total = (pick: (cost: ContextCost) => number): number => costs.reduce((sum, cost) => sum + pick(cost), 0);
  return {
    tokens: total((cost) => cost.tokens),
    readTokens: total((cost) => cost.readTokens),
    turns: total((cost) => cost.turns),
  };
}
