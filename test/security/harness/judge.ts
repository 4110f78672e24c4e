import type { IsolationTier } from "@sluice/contracts";
import type { Attack, Expectation } from "./attack-file.ts";
import type { AttackReport } from "./attack-range.ts";
import { isDenial, isEscape } from "./prelude.ts";

const byLimit: Readonly<Record<string, Expectation>> = {
  wall: "timeout",
  cpu: "timeout",
  memory: "memory",
  output: "output-limit",
  frame: "output-limit",
  "frame-depth": "output-limit",
  calls: "quota",
  "parallel-calls": "quota",
  "unread-answers": "quota",
  "file-size": "quota",
  "workspace-size": "quota",
  "workspace-files": "quota",
  "open-files": "quota",
  processes: "quota",
};

/** How the engine says that the run ended: the limit, a violation of the protocol, an error, or well (undefined). */
function classify({ answer, limit, refusal }: AttackReport): Expectation | undefined {
  if (limit !== undefined) return byLimit[limit];
  if (refusal !== undefined) return "error";
  if (answer?.error === undefined) return undefined;
  switch (answer.error.code) {
    case "protocol_violation":
      return "protocol";
    case "timeout":
      return "timeout";
    default:
      return "error";
  }
}

/** What is wrong with how an attack went; empty is good. Nothing of it rests on what the process says it is. */
export function findFaults(attack: Attack, report: AttackReport, tier: IsolationTier): readonly string[] {
  const lines = [...(report.answer?.logs.map(({ text }) => text) ?? []), ...report.streamed];
  const escapes = [...new Set(lines.filter(isEscape))].map((line) => `a step succeeded: ${line}`);
  const expects = attack.expectsIn[tier] ?? attack.expects;
  const how = classify(report);
  const isFree = expects.includes("contained");
  return [
    ...report.damage,
    ...(isFree ? [] : escapes),
    ...(isFree || isExpected(expects, how, lines)
      ? []
      : [`it ended as ${describe(report)}, not as ${expects.join(" or ")}`]),
    ...(attack.output === undefined || JSON.stringify(report.answer?.output) === attack.output
      ? []
      : [`it ended as ${describe(report)} with ${JSON.stringify(report.answer?.output)}, not with ${attack.output}`]),
  ];
}

/** `denied` asks for a step that was refused, or for a refusal of the whole: an attack that did nothing proves nothing. */
function isExpected(expects: readonly Expectation[], how: Expectation | undefined, lines: readonly string[]): boolean {
  if (how !== undefined && expects.includes(how)) return true;
  return expects.includes("denied") && (how === "error" || (how === undefined && lines.some(isDenial)));
}

function describe(report: AttackReport): string {
  const { answer, limit, refusal } = report;
  if (refusal !== undefined) return `refused (${refusal.code}: ${refusal.message})`;
  const error = answer?.error === undefined ? "" : ` (${answer.error.code}: ${answer.error.message.slice(0, 300)})`;
  return `${classify(report) ?? answer?.status}${limit === undefined ? "" : ` by ${limit}`}${error}`;
}
