import type { PiiType } from "@sluice/contracts";
import type { TypeScore } from "./pii-measures.ts";

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

function show(kind: string, type: string, text: string, span: { start: number; end: number }): void {
  const around = `${text.slice(Math.max(0, span.start - 40), span.start)}⟦${text.slice(span.start, span.end)}⟧${text.slice(span.end, span.end + 40)}`;
  process.stdout.write(`  ${kind} ${type}: ${JSON.stringify(around)}\n`);
}
