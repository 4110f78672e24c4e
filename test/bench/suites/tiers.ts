import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IsolationTier, Sandbox, SandboxExit, SandboxPermissions } from "@sluice/contracts";
import { createDenyAllPolicy, toPermissions } from "@sluice/policy";
import { createSandbox } from "@sluice/sandbox";
import type { BenchContext } from "../harness/context.ts";
import { forkReport } from "../harness/fork-report.ts";
import { type Contender, interleave, timed } from "../harness/interleave.ts";
import { cpuMs, descendantsOf } from "../harness/process-memory.ts";
import { root } from "../harness/root.ts";
import { createScratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Section, Table } from "../harness/section.ts";
import { type Summary, toFigure } from "../harness/statistics.ts";

const PROGRAM = "export default async function () { return 1 + 1; }";
const BARE_DENO = "`deno run` of an empty file, no box";
const BARE_NODE = "`node` of an empty file";

interface SpawnReport {
  readonly residentMb: number;
  readonly blocked: Summary;
}

interface Kind {
  readonly name: string;
  readonly tier: IsolationTier;
  readonly jit: boolean;
}

const kinds: readonly Kind[] = [
  { name: "strict: bubblewrap, namespaces, seccomp", tier: "strict", jit: true },
  { name: "strict without JIT (`jit: false`)", tier: "strict", jit: false },
  { name: "standard: landlock, seccomp", tier: "standard", jit: true },
  { name: "any: flags and limits", tier: "any", jit: true },
];

/** What a box costs when a process starts, and when a run takes one that waits. */
export async function measureTiers(context: BenchContext): Promise<Section> {
  await using scratch = await createScratch();
  await using stack = new AsyncDisposableStack();
  const sandboxes = new Map<Kind, Sandbox>();
  for (const kind of kinds) {
    const sandbox = stack.adopt(await createSandbox({ tier: kind.tier, warmPerKey: 1, maxProcesses: 256 }), (used) =>
      used.close(),
    );
    const report = sandbox.tiers().find(({ tier }) => tier === kind.tier);
    if (report?.isAvailable === true) sandboxes.set(kind, sandbox);
  }
  showProgress("tiers: starts");
  const empty = join(scratch.dir, "empty.js");
  await writeFile(empty, "");
  const deno = join(root, "node_modules", ".bin", "deno");
  let count = 0;
  const starts: Contender[] = [...sandboxes].map(([kind, sandbox]) => ({
    name: kind.name,
    // A set of permissions that was never asked for has no process yet.
    once: () => timed(() => sandbox.warm(toKindPermissions(kind, 100 + (count++ % 3000)))),
  }));
  starts.push({
    name: BARE_DENO,
    once: () => timed(() => runProgram(deno, ["run", "--no-prompt", "--no-config", "--no-remote", empty])),
  });
  starts.push({ name: BARE_NODE, once: () => timed(() => runProgram(process.execPath, [empty])) });
  const started = await interleave(starts, { rounds: context.count(40, 4), warmUp: 2, pauseMs: 100 });

  showProgress("tiers: runs");
  const runs: Contender[] = [...sandboxes].map(([kind, sandbox]) => ({
    name: kind.name,
    once: () => timed(() => runOnce(sandbox, toKindPermissions(kind, 99))),
  }));
  const ran = await interleave(runs, { rounds: context.count(100, 6), warmUp: 5, pauseMs: 120 });
  const cpu = new Map<string, number>();
  for (const kind of sandboxes.keys()) cpu.set(kind.name, await measureCpu(kind, context.count(30, 4)));
  const missing = kinds.filter((kind) => !sandboxes.has(kind)).map(({ name }) => name);
  return {
    name: "tiers",
    title: "What a box costs",
    lead: "A start is from the decision to start a process until its bootstrap waits for a run; it happens ahead of the runs. A warm run is from taking such a process to its exit, without compiler, store and MCP.",
    tables: [
      {
        columns: ["", "start, p50 ms", "p95 ms", "warm run, p50 ms", "p95 ms", "CPU of a start, ms"],
        rows: [...started].map(([name, summary]) => [
          name,
          ...toCells(summary),
          ...toCells(ran.get(name)),
          toFigure(cpu.get(name) ?? Number.NaN),
        ]),
      },
      await measureSpawn(context),
    ],
    goals: [],
    notes: [
      "CPU is what a process that waits has taken from the machine, box included; the run and the end come on top. Two cores cannot start more processes a second than 2,000 ms divided by it.",
      ...missing.map((name) => `This machine does not offer ${name}`),
    ],
  };
}

function toKindPermissions(kind: Kind, memoryMb: number): SandboxPermissions {
  const policy = createDenyAllPolicy("bench", ["bench"]);
  return toPermissions({ ...policy, sandbox: { ...policy.sandbox, jit: kind.jit, memoryMb } }, {});
}

async function runOnce(sandbox: Sandbox, permissions: SandboxPermissions): Promise<SandboxExit> {
  const run = await sandbox.start(
    {
      runId: "run_bench",
      principal: "bench",
      code: PROGRAM,
      startup: { context: null, literals: [], seed: "0".repeat(32), nowMs: Date.now() },
      permissions,
      deadlineMs: Date.now() + 60_000,
    },
    { onCall: () => undefined, onLog: () => undefined },
  );
  const exit = await run.exit;
  if (exit.end.kind !== "completed") throw new Error(`Cannot measure: the run ended with ${JSON.stringify(exit.end)}`);
  return exit;
}

/** Of processes that have started and wait, box included. */
async function measureCpu(kind: Kind, count: number): Promise<number> {
  const sandbox = await createSandbox({ tier: kind.tier, warmPerKey: 1, maxProcesses: 64 });
  try {
    const before = new Set(descendantsOf(process.pid).map(({ pid }) => pid));
    for (let i = 0; i < count; i++) await sandbox.warm(toKindPermissions(kind, 100 + i));
    const started = descendantsOf(process.pid).filter(({ pid }) => !before.has(pid));
    return started.reduce((sum, { pid }) => sum + cpuMs(pid), 0) / count;
  } finally {
    await sandbox.close();
  }
}

async function measureSpawn(context: BenchContext): Promise<Table> {
  const rows: string[][] = [];
  for (const mb of [0, 100, 200, 400]) {
    const rounds = context.count(60, 10);
    const { residentMb, blocked } = await forkReport<SpawnReport>("spawn-cost.ts", { mb, rounds });
    rows.push([`${toFigure(residentMb)} MB`, ...toCells(blocked)]);
  }
  return {
    caption: "`spawn` of `true` from a Node process of this size: how long its event loop stands still",
    columns: ["resident", "p50 ms", "p95 ms"],
    rows,
  };
}

async function runProgram(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: "ignore", env: { DENO_NO_UPDATE_CHECK: "1" } });
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`Cannot measure: ${program} ended with ${code}`);
}

const toCells = (summary: Summary | undefined): string[] =>
  summary === undefined ? ["", ""] : [toFigure(summary.p50), toFigure(summary.p95)];
