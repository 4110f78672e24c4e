import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./machine.ts";
import { benchDir, root } from "./root.ts";
import { type Goal, gapOf, isMet, type Section, type Table } from "./section.ts";
import { toFigure } from "./statistics.ts";

/** One section as it was last measured in full. */
export interface Measured {
  readonly section: Section;
  readonly at: string;
  readonly load: number;
  readonly machine: Machine;
}

const resultsFile = join(benchDir, "results.json");
const documentFile = join(root, "docs", "BENCHMARKS.md");

/** Keeps the other sections as they were measured before, in the order of `names`. */
export function writeResults(measured: Measured, names: readonly string[]): void {
  const kept = new Map(readResults().map((result) => [result.section.name, result]));
  kept.set(measured.section.name, measured);
  const all = names.flatMap((name) => kept.get(name) ?? []);
  writeFileSync(resultsFile, `${JSON.stringify(all, null, 2)}\n`);
  // So that the repository's own check has nothing to say about what was written here.
  spawnSync(join(root, "node_modules", ".bin", "biome"), ["format", "--write", resultsFile], { cwd: root });
  writeFileSync(documentFile, renderDocument(all));
}

function readResults(): readonly Measured[] {
  return existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, "utf8")) as Measured[]) : [];
}

function renderDocument(all: readonly Measured[]): string {
  const goals = all.flatMap(({ section }) => section.goals.map((goal) => ({ goal, section })));
  const met = goals.filter(({ goal }) => isMet(goal)).length;
  return [
    "# Benchmarks",
    "Written by `npm run bench`; edits are lost. Every figure beside another one was taken in the same run, in turns, so that what the machine does meanwhile happens to both. Milliseconds are what the caller waits; p50 is the median. What missed its goal says by how much.",
    "```sh\nnpm run bench                      # everything, and this page\nnpm run bench -- runs peers        # some sections, printed only; --write takes them over into this page\nnpm run bench -- --quick           # few rounds: whether it works\nnpm run bench -- sustained         # two minutes at eight runs at a time\nnpm run bench -- tokens --tools <folder>   # with tool lists of your own\n```",
    renderMachines(all),
    `## Goals\n\n${met} of ${goals.length} are met. Where the time of the others goes is in the last section.`,
    renderTable({
      columns: ["figure", "measured", "goal", "", "section"],
      rows: goals.map(({ goal, section }) => [...renderGoal(goal), section.title]),
    }),
    ...all.map(renderSection),
    "",
  ]
    .join("\n\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()
    .concat("\n");
}

function renderGoal(goal: Goal): string[] {
  const { what, measured, unit, is, limit, than } = goal;
  return [
    what,
    `${toFigure(measured)} ${unit}`,
    `${is} ${toFigure(limit)} ${unit}${than === undefined ? "" : ` (${than})`}`,
    isMet(goal) ? "met" : `**missed, ${gapOf(goal)}**`,
  ];
}

function renderMachines(all: readonly Measured[]): string {
  const texts = all.map(({ machine }) => renderMachine(machine));
  return [...new Set(texts)].join("\n\n");
}

function renderMachine({ processor, cores, memoryGb, system, versions }: Machine): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Machine: ${processor}, ${cores} cores, ${memoryGb} GB, ${system}. ${programs.join(", ")}.`;
}

function renderSection({ section, at, load }: Measured): string {
  const { title, lead, tables, notes } = section;
  return [
    `## ${title}`,
    lead,
    ...tables.map((table) => (table.caption === undefined ? "" : `${table.caption}\n\n`) + renderTable(table)),
    notes.map((note) => `- ${note}`).join("\n"),
    `<sub>${at.slice(0, 16).replace("T", " ")} UTC, load ${load.toFixed(1)} at its start</sub>`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function renderTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|${columns.map((_, at) => (at === 0 ? "---" : "--:")).join("|")}|`;
  return [line(columns), rule, ...rows.map(line)].join("\n");
}
