// `npm run fidelity [-- programs seed]`: the replay of random programs at full length.
import { checkFidelity } from "./check-fidelity.ts";

const [programs = 1000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
const report = await checkFidelity({
  programs,
  seed,
  atOnce: 4,
  onProgress: (done) => process.stdout.write(`\r${done} of ${programs} programs`),
});
process.stdout.write(
  `\nseed ${seed}: ${report.programs} programs (${report.failed} end with an error), ${report.calls} tool calls, ${report.departures.length} departures\n`,
);
for (const departure of report.departures.slice(0, 3)) console.dir(departure, { depth: 6 });
process.exitCode = report.departures.length === 0 ? 0 : 1;
