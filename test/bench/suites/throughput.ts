import { setTimeout } from "node:timers/promises";
import { executeCode, type GatewayConnection, startGateway } from "../harness/clients.ts";
import type { BenchContext } from "../harness/context.ts";
import { settle } from "../harness/in-process.ts";
import { countDescriptors, descendantsOf, residentMb } from "../harness/process-memory.ts";
import { createScratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Section } from "../harness/section.ts";
import { type Summary, slopePerHour, summarize, toFigure } from "../harness/statistics.ts";

const PARALLEL = 8;
/** The pool gives back processes that it kept for the load: half of them every five seconds. */
const SHRUNK_MS = 20_000;

interface Load {
  readonly runsPerSecond: number;
  readonly latency: Summary;
}

/** Keeps eight runs going for so long. */
async function press({ client }: GatewayConnection, seconds: number): Promise<Load> {
  const samples: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const agent = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const before = performance.now();
      await executeCode(client, "return 1 + 1");
      samples.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, agent));
  return { runsPerSecond: samples.length / ((performance.now() - startedAt) / 1000), latency: summarize(samples) };
}

export async function measureThroughput(context: BenchContext): Promise<Section> {
  await using scratch = await createScratch();
  const rows: string[][] = [];
  for (const tier of ["strict", "standard", "any"] as const) {
    showProgress(`throughput: ${tier}`);
    const config = await scratch.gateway(tier, { servers: {} });
    await using gateway = await startGateway({ config, transport: "stdio", tier });
    await press(gateway, context.count(3, 1));
    const { runsPerSecond, latency } = await press(gateway, context.count(15, 2));
    rows.push([tier, ...[runsPerSecond, latency.p50, latency.p95, latency.p99].map(toFigure)]);
  }
  return {
    name: "throughput",
    title: "Many runs",
    lead: `\`return 1 + 1\` over MCP on stdio, ${PARALLEL} at a time without a pause. Every run still has a process of its own.`,
    tables: [{ columns: ["tier", "runs a second", "p50 ms", "p95 ms", "p99 ms"], rows }],
    goals: [],
    notes: ["The client that asks shares the cores with the gateway and with the sandboxes."],
  };
}

export async function measureSustained(context: BenchContext): Promise<Section> {
  await using scratch = await createScratch();
  const config = await scratch.gateway("sustained", { servers: {} });
  await using gateway = await startGateway({ config, transport: "stdio", tier: "strict" });
  const seconds = context.count(120, 8);
  await press(gateway, context.count(10, 1));
  await settle(SHRUNK_MS);
  const before = readState(gateway.pid);
  const points: { second: number; value: number }[] = [];
  const startedAt = performance.now();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const second = (performance.now() - startedAt) / 1000;
      points.push({ second, value: residentMb(gateway.pid) });
      showProgress(`sustained: ${second.toFixed(0)} of ${seconds} s`);
      await setTimeout(1000);
    }
  })();
  const { runsPerSecond, latency } = await press(gateway, seconds);
  isOver = true;
  await watching;
  await settle(SHRUNK_MS);
  const after = readState(gateway.pid);
  const later = points.slice(Math.floor(points.length / 2));
  const growth = toFigure((slopePerHour(later) / 3600) * seconds);
  return {
    name: "sustained",
    title: "Two minutes at full load",
    lead: `${PARALLEL} at a time for ${seconds} s, strict tier.`,
    tables: [
      {
        columns: ["", "before", "after", ""],
        rows: [
          [
            "gateway, resident MB",
            toFigure(before.residentMb),
            toFigure(after.residentMb),
            `${growth} MB in the second half, as two minutes`,
          ],
          ["gateway, descriptors", String(before.descriptors), String(after.descriptors), ""],
          ["child processes", String(before.children), String(after.children), ""],
        ],
      },
      {
        columns: ["runs", "runs a second", "p50 ms", "p95 ms", "p99 ms"],
        rows: [[String(latency.count), ...[runsPerSecond, latency.p50, latency.p95, latency.p99].map(toFigure)]],
      },
    ],
    goals: [
      { what: "Sustained, strict, 8 at a time", unit: "runs/s", measured: runsPerSecond, limit: 60, is: "at least" },
      {
        what: "Sustained, p99 in times of p50",
        unit: "×",
        measured: latency.p99 / latency.p50,
        limit: 10,
        is: "at most",
      },
      {
        what: "Descriptors after two minutes",
        unit: "more",
        measured: after.descriptors - before.descriptors,
        limit: 4,
        is: "at most",
      },
    ],
    notes: [
      "Before and after are twenty seconds without a run, when the pool has given back what it kept for the load. Processes that wait hold descriptors, too.",
    ],
  };
}

function readState(pid: number): {
  readonly residentMb: number;
  readonly descriptors: number;
  readonly children: number;
} {
  return { residentMb: residentMb(pid), descriptors: countDescriptors(pid), children: descendantsOf(pid).length };
}
