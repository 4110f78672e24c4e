import type { PiiType } from "@sluice/contracts";
import { goalsFor } from "./pii-goals.ts";

export interface EvalSpan {
  readonly start: number;
  readonly end: number;
  readonly type: PiiType;
}

export interface GoldSpan {
  readonly start: number;
  readonly end: number;
  readonly type: PiiType | undefined;
  readonly label: string;
}

export interface TypeScore {
  gold: number;
  hits: number;
  predicted: number;
}

const MIN_IOU = 0.5;

const iou = (a: { start: number; end: number }, b: { start: number; end: number }): number => {
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared <= 0 ? 0 : shared / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
};

/** Counts of one file: a prediction is right where a span of its type overlaps it by half (intersection over union). */
export class Score {
  readonly types = new Map<PiiType, TypeScore>();

  add(text: string, gold: readonly GoldSpan[], predicted: readonly EvalSpan[], showMisses: boolean): void {
    const open = gold.filter((span): span is GoldSpan & { type: PiiType } => span.type !== undefined);
    const taken = new Set<object>();
    for (const span of open) this.#of(span.type).gold++;
    for (const span of predicted) {
      this.#of(span.type).predicted++;
      const match = open.find((other) => other.type === span.type && !taken.has(other) && iou(span, other) >= MIN_IOU);
      if (match === undefined) {
        if (showMisses) show("false", span.type, text, span);
        continue;
      }
      taken.add(match);
      this.#of(span.type).hits++;
    }
    if (showMisses) for (const span of open) if (!taken.has(span)) show("missed", span.label, text, span);
  }

  /** Types that the file labels, and those found in it without a label. */
  get labelled(): readonly (readonly [PiiType, TypeScore])[] {
    return [...this.types].filter(([, { gold }]) => gold > 0);
  }

  get unlabelled(): readonly (readonly [PiiType, TypeScore])[] {
    return [...this.types].filter(([, { gold }]) => gold === 0);
  }

  sum(types: readonly PiiType[]): TypeScore {
    const total = { gold: 0, hits: 0, predicted: 0 };
    for (const type of types) {
      const score = this.types.get(type);
      if (score === undefined) continue;
      total.gold += score.gold;
      total.hits += score.hits;
      total.predicted += score.predicted;
    }
    return total;
  }

  #of(type: PiiType): TypeScore {
    let score = this.types.get(type);
    if (score === undefined) {
      score = { gold: 0, hits: 0, predicted: 0 };
      this.types.set(type, score);
    }
    return score;
  }
}

export function precision({ hits, predicted }: TypeScore): number {
  return predicted === 0 ? 1 : hits / predicted;
}

export function recall({ hits, gold }: TypeScore): number {
  return gold === 0 ? 1 : hits / gold;
}

export function f1(score: TypeScore): number {
  const sum = score.gold + score.predicted;
  return sum === 0 ? 1 : (2 * score.hits) / sum;
}

function show(kind: string, type: string, text: string, span: { start: number; end: number }): void {
  const around = `${text.slice(Math.max(0, span.start - 40), span.start)}⟦${text.slice(span.start, span.end)}⟧${text.slice(span.end, span.end + 40)}`;
  process.stdout.write(`  ${kind} ${type}: ${JSON.stringify(around)}\n`);
}

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
