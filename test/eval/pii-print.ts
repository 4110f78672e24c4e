import { goalsFor } from "./pii-goals.ts";
import { f1, precision, recall, type TypeScore } from "./pii-measures.ts";
import type { Score } from "./pii-score.ts";

const cell = (value: number): string => value.toFixed(3).padStart(7);

export function printFile(file: string, score: Score, bytes: number, cpuSeconds: number): void {
  const lines = [
    `\n${file}`,
    `  ${"type".padEnd(16)}${"gold".padStart(6)}${"P".padStart(8)}${"R".padStart(8)}${"F1".padStart(8)}`,
  ];
  const row = (name: string, counts: TypeScore): string =>
    `  ${name.padEnd(16)}${String(counts.gold).padStart(6)} ${cell(precision(counts))} ${cell(recall(counts))} ${cell(f1(counts))}`;
  for (const [type, counts] of [...score.labelled].sort(([a], [b]) => a.localeCompare(b)))
    lines.push(row(type, counts));
  if (score.labelled.length > 1) lines.push(row("all labelled", score.sum(score.labelled.map(([type]) => type))));
  const extra = score.unlabelled.map(([type, { predicted }]) => `${type} ${predicted}`).join(", ");
  if (extra !== "") lines.push(`  hits of types without labels here: ${extra}`);
  const total = score.sum([...score.types.keys()]);
  const megabytes = bytes / 1e6;
  const falsePerMb = (total.predicted - total.hits) / megabytes;
  lines.push(`  false hits per MB ${falsePerMb.toFixed(1)}; ${(megabytes / cpuSeconds).toFixed(2)} MB a CPU second`);
  for (const { name, goal, value } of goalsFor(file, score, falsePerMb)) {
    lines.push(`  goal ${name}: ${value.toFixed(3)} [${goal.toFixed(3)}] ${value >= goal ? "met" : "missed"}`);
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}
