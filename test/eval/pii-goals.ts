import type { PiiType } from "@sluice/contracts";
import { f1, precision, recall } from "./pii-measures.ts";
import type { Score } from "./pii-score.ts";

export interface Goal {
  readonly name: string;
  readonly goal: number;
  readonly value: number;
}

const eight: readonly PiiType[] = ["person", "address", "card", "phone", "email", "iban", "ssn", "ip"];
const russianNumbers: readonly PiiType[] = ["tax-id", "national-id", "passport"];

/** What a file is measured against, by what its name says it holds; nothing for unknown files. */
export function goalsFor(file: string, score: Score, falsePerMb: number): readonly Goal[] {
  const f1Of = (type: PiiType): number => f1(score.sum([type]));
  if (/synth_v2|synth_dataset/.test(file)) {
    return [
      { name: "F1 over eight types", goal: 0.85, value: f1(score.sum(eight)) },
      { name: "F1 person", goal: 0.88, value: f1Of("person") },
      { name: "F1 phone", goal: 0.94, value: f1Of("phone") },
      { name: "F1 address", goal: 0.65, value: f1Of("address") },
      ...(["email", "card", "ssn", "ip", "iban"] as const).map((type) => ({
        name: `F1 ${type}`,
        goal: 0.99,
        value: f1Of(type),
      })),
    ];
  }
  if (/factru/.test(file)) return [{ name: "F1 person", goal: 0.8, value: f1Of("person") }];
  if (/webhook/.test(file)) {
    return [
      { name: "person precision", goal: 0.95, value: precision(score.sum(["person"])) },
      { name: "person recall", goal: 0.97, value: recall(score.sum(["person"])) },
    ];
  }
  if (/negative/.test(file))
    return [{ name: "20 / false hits per MB", goal: 1, value: 20 / Math.max(falsePerMb, 0.001) }];
  if (/ru_numbers|russian|synth_ru/.test(file))
    return [{ name: "F1 of Russian numbers", goal: 0.99, value: f1(score.sum(russianNumbers)) }];
  if (/records|crm/.test(file))
    return [{ name: "F1 of records", goal: 0.995, value: f1(score.sum([...score.labelled.map(([type]) => type)])) }];
  return [];
}
