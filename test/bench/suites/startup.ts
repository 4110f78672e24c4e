import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { countTokens } from "../../../packages/demo/src/index.ts";
import { connectDirectly, startHttpGateway } from "../harness/clients.ts";
import type { BenchContext } from "../harness/context.ts";
import { createScratch, type ServerConfig } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Section } from "../harness/section.ts";
import { demoServers } from "../harness/servers.ts";
import { summarize, toFigure } from "../harness/statistics.ts";

const SERVERS = 10;

/** From the start of the process until it serves, and until every server's tools are found. */
export async function measureStartup(context: BenchContext): Promise<Section> {
  await using scratch = await createScratch();
  const workspace = join(scratch.dir, "files");
  await mkdir(workspace);
  const servers = tenServers(workspace);
  const listening: number[] = [];
  const listed: number[] = [];
  const direct: number[] = [];
  let tools = 0;
  for (let round = 0; round < context.count(8, 2); round++) {
    showProgress(`startup: round ${round + 1}`);
    direct.push(await connectAll(Object.values(servers)));
    const config = await scratch.gateway(`startup-${round}`, { servers });
    const startedAt = performance.now();
    await using gateway = await startHttpGateway({ config });
    listening.push(gateway.listeningMs);
    const found = await gateway.client.callTool({ name: "searchTools", arguments: { query: "list", limit: 50 } });
    listed.push(performance.now() - startedAt);
    tools = Number((found.structuredContent as { total: number }).total);
  }
  const row = (name: string, samples: readonly number[]): string[] => {
    const { p50, p95 } = summarize(samples);
    return [name, toFigure(p50), toFigure(p95)];
  };
  return {
    name: "startup",
    title: `Start with ${SERVERS} servers`,
    lead: `A new data folder, ${SERVERS} stdio servers (the demo's four, several times), none of them running before.`,
    tables: [
      {
        columns: ["from the start of the gateway's process", "p50 ms", "p95 ms"],
        rows: [
          row("takes connections", listening),
          row(`first searchTools answered, all ${SERVERS} servers listed`, listed),
          row(`the SDK client alone: ${SERVERS} servers connected and listed at once`, direct),
        ],
      },
    ],
    goals: [],
    notes: [
      `The first search sees ${tools} matching tools. Servers start on first use unless configured \`start: "eager"\`, so the second row is the first search's wait.`,
    ],
  };
}

function tenServers(workspace: string): Readonly<Record<string, ServerConfig>> {
  const demo = Object.entries(demoServers(workspace));
  return Object.fromEntries(
    Array.from({ length: SERVERS }, (_, i) => {
      const [name, server] = demo[i % demo.length] as (typeof demo)[number];
      return [`${name}${i}`, server];
    }),
  );
}

async function connectAll(servers: readonly ServerConfig[]): Promise<number> {
  const startedAt = performance.now();
  const connections = await Promise.all(
    servers.map(async (server) => {
      const connection = await connectDirectly(server);
      await connection.client.listTools();
      return connection;
    }),
  );
  const ms = performance.now() - startedAt;
  await Promise.all(connections.map((connection) => connection[Symbol.asyncDispose]()));
  return ms;
}

/** What an agent pays before it has done anything. */
export async function measureSurface(): Promise<Section> {
  await using scratch = await createScratch();
  const workspace = join(scratch.dir, "files");
  await mkdir(workspace);
  const config = await scratch.gateway("surface", { servers: {} });
  await using gateway = await startHttpGateway({ config });
  const { tools } = await gateway.client.listTools();
  const tokens = countTokens(JSON.stringify(tools));
  const rows = [["Sluice, any number of servers", String(tools.length), toFigure(tokens)]];
  for (const [name, server] of Object.entries(demoServers(workspace))) {
    await using connection = await connectDirectly(server);
    const listed = (await connection.client.listTools()).tools;
    rows.push([`${name}, directly`, String(listed.length), toFigure(countTokens(JSON.stringify(listed)))]);
  }
  return {
    name: "surface",
    title: "What tools/list costs",
    lead: "Model tokens (o200k_base) of the whole answer to `tools/list`, as JSON.",
    tables: [{ columns: ["", "tools", "model tokens"], rows }],
    goals: [{ what: "tools/list of Sluice", unit: "tokens", measured: tokens, limit: 1000, is: "at most" }],
    notes: [],
  };
}
