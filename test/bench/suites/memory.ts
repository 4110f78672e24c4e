import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { executeCode, startGateway, startHttpGateway } from "../harness/clients.ts";
import type { BenchContext } from "../harness/context.ts";
import { settle } from "../harness/in-process.ts";
import { descendantsOf, readMemory, residentMb } from "../harness/process-memory.ts";
import { startReplay } from "../harness/replay.ts";
import { createScratch, type GatewayFolder, type Scratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Section } from "../harness/section.ts";
import { demoServers } from "../harness/servers.ts";
import { toFigure } from "../harness/statistics.ts";

const MANY = 3000;

/** What lies in memory while nobody asks for anything. */
export async function measureMemory(context: BenchContext): Promise<Section> {
  await using scratch = await createScratch();
  const workspace = join(scratch.dir, "files");
  await mkdir(workspace);
  const warm = await measureWarm(scratch);
  showProgress("memory: the demo's servers");
  const rows = [
    ["no server", ...(await measureGateway(scratch, "none", {})).cells],
    ["the demo's four servers", ...(await measureGateway(scratch, "demo", demoServers(workspace))).cells],
  ];
  showProgress(`memory: ${MANY} tools`);
  await using replay = await startReplay(context.toolsFolder, MANY);
  const many = await measureGateway(scratch, "many", replay.servers);
  const origin = context.toolsFolder === undefined ? "made ones" : "definitions of real servers";
  rows.push([
    `${MANY.toLocaleString("en-US")} tools (${origin}) of ${Object.keys(replay.servers).length} servers`,
    ...many.cells,
  ]);
  return {
    name: "memory",
    title: "Memory",
    lead: "Resident memory of the gateway's process after its first search and 20 runs, then after a forced collection; servers and sandboxes not counted; and what one process costs that waits for a run.",
    tables: [
      { columns: ["gateway with", "resident MB", "after a collection", "JS heap MB", "buffers MB"], rows },
      {
        caption: "One warm process",
        columns: ["tier", "private MB", "with its part of shared pages, MB"],
        rows: warm.rows,
      },
    ],
    goals: [
      {
        what: "Idle warm process, strict, private memory",
        unit: "MB",
        measured: warm.strictMb,
        limit: 33,
        is: "at most",
      },
      { what: "Gateway with 3,000 tools", unit: "MB", measured: many.residentMb, limit: 200, is: "at most" },
    ],
    notes: [
      "A warm process shares Deno's program text with its neighbours: private memory is what one more of them takes.",
    ],
  };
}

async function measureWarm(scratch: Scratch): Promise<{ readonly rows: string[][]; readonly strictMb: number }> {
  const rows: string[][] = [];
  let strictMb = Number.NaN;
  for (const tier of ["strict", "standard", "any"] as const) {
    showProgress(`memory: a warm process, ${tier}`);
    const config = await scratch.gateway(`warm-${tier}`, { servers: {} });
    await using gateway = await startGateway({ config, transport: "stdio", tier });
    await executeCode(gateway.client, "return 1 + 1");
    await settle(2000);
    const processes = descendantsOf(gateway.pid).filter(({ program }) => program.startsWith("deno"));
    const uses = processes.flatMap(({ pid }) => readMemory(pid) ?? []);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const privateMb = mean(uses.map((use) => use.privateMb));
    if (tier === "strict") strictMb = privateMb;
    rows.push([
      `${tier} (${uses.length} waiting)`,
      toFigure(privateMb),
      toFigure(mean(uses.map((use) => use.proportionalMb))),
    ]);
  }
  return { rows, strictMb };
}

async function measureGateway(
  scratch: Scratch,
  name: string,
  servers: GatewayFolder["servers"],
): Promise<{ readonly cells: readonly string[]; readonly residentMb: number }> {
  const config = await scratch.gateway(name, { servers });
  await using gateway = await startHttpGateway({ config, nodeFlags: ["--expose-gc"] });
  await gateway.client.callTool(
    { name: "searchTools", arguments: { query: "list all invoices" } },
    { timeout: 120_000 },
  );
  for (let i = 0; i < 20; i++) await executeCode(gateway.client, "return 1 + 1");
  await settle(5000);
  const resident = residentMb(gateway.pid);
  const { heapUsed, external } = await gateway.readMemory();
  await settle(1000);
  const collected = residentMb(gateway.pid);
  const cells = [resident, collected, heapUsed / 1024 ** 2, external / 1024 ** 2].map(toFigure);
  return { cells, residentMb: resident };
}
