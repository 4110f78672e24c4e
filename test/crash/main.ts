// `npm run crash [-- kills effects seed]`: the crash test at full length.
import { type CrashReport, crashWorkflow } from "./crash-workflow.ts";

const [kills = 300, effects = 200, seed = Date.now() % 100_000] = process.argv.slice(2).map(Number);
let used = 0;
let isRight = true;
// A workflow that was quicker than its kills is followed by another one.
for (let round = 0; used < kills; round++) {
  const report = await crashWorkflow({
    kills: kills - used,
    effects,
    seed: seed + round,
    onKill: (kill, how) => process.stdout.write(`\rkill ${used + kill} of ${kills} (${how})      `),
  });
  used += report.kills;
  isRight = judge(report, seed + round) && isRight;
}
process.exitCode = isRight ? 0 : 1;

function judge(report: CrashReport, roundSeed: number): boolean {
  const twice = [...report.counts].filter(([, count]) => count !== 1).length;
  const missing = effects - report.counts.size;
  process.stdout.write(
    `\nseed ${roundSeed}: ${report.kills} kills, ${report.counts.size} effects, ${report.asked} doubts asked about, ${twice} more than once, ${missing} missing, run ${report.answer.status}\n`,
  );
  return twice === 0 && missing === 0 && report.answer.status === "completed";
}
