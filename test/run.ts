// What `npm test` runs: every test, on programs that are really there. The last line is "N passed, N failed".
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { startVitest, type TestModule, type Vitest } from "vitest/node";
import { systemFolders } from "./find-program.ts";
import { installPrograms } from "./install-programs.ts";

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Full names of tests that did not run. */
  readonly skipped: readonly string[];
}

const REQUIRED_NODE = 24;
const INTERRUPTED = 130;
const GRACE_MS = 5000;

process.exit(await main(process.argv.slice(2)));

async function main(filters: string[]): Promise<number> {
  const problem = findNodeProblem() ?? installPrograms();
  if (problem !== undefined) {
    console.error(problem);
    return 1;
  }
  process.chdir(fileURLToPath(new URL("..", import.meta.url)));
  process.env.PATH = [process.env.PATH, ...systemFolders].join(delimiter);
  // Tests say what they set; what the shell happens to have must not change them.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("SLUICE_") || name === "NATS_URL") delete process.env[name];
  }

  let isInterrupted = false;
  const onInit = (vitest: Vitest) => {
    const interrupt = () => {
      if (isInterrupted) process.exit(INTERRUPTED);
      isInterrupted = true;
      setTimeout(() => process.exit(INTERRUPTED), GRACE_MS).unref();
      void vitest.cancelCurrentRun("keyboard-input");
    };
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
  };
  const vitest = await startVitest(filters, { run: true, watch: false, reporters: ["default", { onInit }] });
  const outcome = countTests(vitest.state.getTestModules());
  const unhandled = vitest.state.getUnhandledErrors().length;
  await vitest.close();
  return isInterrupted ? INTERRUPTED : report(outcome, unhandled);
}

function findNodeProblem(): string | undefined {
  if (Number(process.versions.node.split(".")[0]) >= REQUIRED_NODE) return undefined;
  return `Cannot run the tests under Node ${process.versions.node}: the bundled Node ${REQUIRED_NODE} is missing, run npm install with install scripts allowed`;
}

function countTests(modules: readonly TestModule[]): Outcome {
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const module of modules) {
    const tests = [...module.children.allTests()];
    for (const test of tests) {
      const { state } = test.result();
      if (state === "passed") passed++;
      else if (state === "failed") failed++;
      else skipped.push(`${module.relativeModuleId}: ${test.fullName}`);
    }
    // A file that does not load, or a hook that throws, has no test to show for it.
    const hasFailedTest = tests.some((test) => test.result().state === "failed");
    if (!module.ok() && !hasFailedTest) failed++;
  }
  return { passed, failed, skipped };
}

function report({ passed, failed, skipped }: Outcome, unhandled: number): number {
  if (skipped.length > 0) {
    console.log(`\n${skipped.length} tests did not run, and no test may be left out:`);
    for (const name of skipped) console.log(`  ${name}`);
  }
  if (unhandled > 0) console.log(`\n${unhandled} errors outside of any test, see above`);
  if (passed + failed + skipped.length === 0) console.log("\nNo test was found");
  const bad = failed + skipped.length + unhandled;
  console.log(`\n${passed} passed, ${bad} failed`);
  return bad > 0 || passed === 0 ? 1 : 0;
}
