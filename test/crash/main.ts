// `npm run crash [-- kills effects seed]`: the crash test at full length.
import { crashWorkflow } from "./crash-workflow.ts";

const [kills = 300, effects = 200, seed = Date.now() % 100_000] = process.argv.slice(2).map(Number);
const report = await crashWorkflow({
  kills,
  effects,
  seed,
  onKill: (kill, how) => process.stdout.write(`\rkill ${kill} of ${kills} (${how})      `),
});
const wrong = [...report.counts].filter(([, count]) => count !== 1);
const missing = effects - report.counts.size;
process.stdout.write(
  `\nseed ${seed}: ${report.kills} kills, ${report.counts.size} effects, ${report.asked} doubts asked about, ${wrong.length} more than once, ${missing} missing, run ${report.answer.status}\n`,
);
process.exitCode = wrong.length === 0 && missing === 0 && report.answer.status === "completed" ? 0 : 1;
