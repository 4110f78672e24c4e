import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IsolationTier, Sandbox, SandboxExit, SandboxPermissions } from "@sluice/contracts";
import { createDenyAllPolicy, toPermissions } from "@sluice/policy";
import { createSandbox } from "@sluice/sandbox";
import type { BenchContext } from "../harness/context.ts";
import { type Contender, interleave, timed } from "../harness/interleave.ts";
import { endedChildrenCpuMs } from "../harness/process-memory.ts";
import { root } from "../harness/root.ts";
import { createScratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Section } from "../harness/section.ts";
import { type Summary, toFigure } from "../harness/statistics.ts";

const PROGRAM = "export default async function () { return 1 + 1; }";
const BARE_DENO = "`deno run` of an empty file, no box";
const BARE_NODE = "`node` of an empty file";

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
  for (const kind of sandboxes.keys()) cpu.set(kind.name, await measureCpu(kind, context.count(60, 5)));
  const missing = kinds.filter((kind) => !sandboxes.has(kind)).map(({ name }) => name);
  return {
    name: "tiers",
    title: "What a box costs",
    lead: "A start is from the decision to start a process until its bootstrap waits for a run; it happens ahead of the runs. A warm run is from taking such a process to its exit, without compiler, store and MCP.",
    tables: [
      {
        columns: ["", "start, p50 ms", "p95 ms", "warm run, p50 ms", "p95 ms", "CPU, start to end, ms"],
        rows: [...started].map(([name, summary]) => [
          name,
          ...toCells(summary),
          ...toCells(ran.get(name)),
          toFigure(cpu.get(name) ?? Number.NaN),
        ]),
      },
    ],
    goals: [],
    notes: [
      "CPU is what a process takes from the machine from its start to its end, box included: two cores cannot do more runs a second than 2,000 ms divided by it.",
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

/** Of processes that start, serve one run and end, in a sandbox of its own that is closed before it is read. */
async function measureCpu(kind: Kind, runs: number): Promise<number> {
  const sandbox = await createSandbox({ tier: kind.tier, warmPerKey: 1, maxProcesses: 4 });
  await runOnce(sandbox, toKindPermissions(kind, 99));
  const before = { ms: endedChildrenCpuMs(), started: sandbox.stats().started };
  for (let i = 0; i < runs; i++) await runOnce(sandbox, toKindPermissions(kind, 99));
  const { started } = sandbox.stats();
  await sandbox.close();
  return (endedChildrenCpuMs() - before.ms) / Math.max(1, started - before.started);
}

async function runProgram(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: "ignore", env: { DENO_NO_UPDATE_CHECK: "1" } });
  const [code] = (await once(child, "exit")) as [number];
  if (code !== 0) throw new Error(`Cannot measure: ${program} ended with ${code}`);
}

const toCells = (summary: Summary | undefined): string[] =>
  summary === undefined ? ["", ""] : [toFigure(summary.p50), toFigure(summary.p95)];
