import type { BenchContext } from "../harness/context.ts";
import type { ProfileReport } from "../harness/cpu-profile.ts";
import { forkReport } from "../harness/fork-report.ts";
import { createScratch } from "../harness/scratch.ts";
import { showProgress } from "../harness/screen.ts";
import type { Section, Table } from "../harness/section.ts";
import { type Summary, toFigure } from "../harness/statistics.ts";

const PARTS = 10;
const FUNCTIONS = 10;

interface RunProfile {
  readonly stages: Readonly<Record<string, Summary>>;
  readonly profile: ProfileReport;
  readonly rounds: number;
}

const programs = [
  { name: "`return 1 + 1`", code: "return 1 + 1" },
  { name: "1 tool call", code: "return await servers.bench.add({ a: 1, b: 2 })" },
  {
    name: "100 tool calls, one after another",
    code: "let last;\nfor (let i = 0; i < 100; i++) last = await servers.bench.add({ a: i, b: 2 });\nreturn last",
  },
] as const;

/** For the figures that miss their goals: what the caller waits for, and what the processor does meanwhile. */
export async function measureProfile(context: BenchContext): Promise<Section> {
  const tables: Table[] = [];
  const notes: string[] = [];
  for (const { name, code } of programs) {
    showProgress(`profile: ${name}`);
    await using scratch = await createScratch();
    const { stages, profile, rounds } = await forkReport<RunProfile>("profile-runs.ts", {
      dir: scratch.dir,
      rounds: context.count(200, 20),
      code,
    });
    tables.push({
      caption: `${name} in the engine, strict, warm, known code: where the caller's time goes`,
      columns: ["stage", "p50 ms", "p95 ms"],
      rows: Object.entries(stages).map(([stage, { p50, p95 }]) => [stage, toFigure(p50), toFigure(p95)]),
    });
    const [first] = profile.byFunction;
    if (first !== undefined)
      notes.push(
        `${name}: the function with the most time of its own is \`${first.name.replace(", built-in functions", "")}\`, ${toFigure(first.ms / rounds)} ms of ${toFigure(profile.activeMs / rounds)} ms a run.`,
      );
    tables.push({
      caption: `${name}: ${toFigure(profile.activeMs / rounds)} ms of the gateway's processor time a run, by part`,
      columns: ["part", "ms a run", "share"],
      rows: toRows(profile.byPart.slice(0, PARTS), profile.activeMs, rounds),
    });
    tables.push({
      caption: `${name}: the functions with the most time of their own`,
      columns: ["function", "ms a run", "share"],
      rows: toRows(profile.byFunction.slice(0, FUNCTIONS), profile.activeMs, rounds),
    });
  }
  return {
    name: "profile",
    title: "Where the time goes",
    lead: "The engine with its real parts and a server that answers at once, 100 ms between runs, sampled every 0.2 ms. The time of the sandbox's own process is not in the processor's tables.",
    tables,
    goals: [],
    notes: [
      ...notes,
      "`spawn` starts the process that will serve a later run; while it forks, the gateway answers nobody. What that costs by the size of the gateway is under “What a box costs”.",
    ],
  };
}

function toRows(shares: ProfileReport["byPart"], activeMs: number, rounds: number): string[][] {
  return shares.map(({ name, ms }) => [name, toFigure(ms / rounds), `${((ms / activeMs) * 100).toFixed(0)} %`]);
}
