// `npm run bench`: what Sluice costs, beside others that do the same, on this machine.
import { parseArgs } from "node:util";
import { createContext } from "./harness/context.ts";
import { type Measured, writeResults } from "./harness/document.ts";
import { currentLoad, describeMachine } from "./harness/machine.ts";
import { printSection, say, showProgress } from "./harness/screen.ts";
import { suites } from "./suites/suites.ts";

process.exit(await main());

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      sustained: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      tools: { type: "string" },
    },
  });
  const wanted = values.sustained ? [...positionals, "sustained"] : positionals;
  const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    say(`Cannot measure "${unknown.join(", ")}": the sections are ${suites.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  const chosen = suites.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const context = createContext(values.quick, values.tools);
  const machine = describeMachine();
  say(`${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, load ${currentLoad().toFixed(1)}`);
  const isWritten = values.write || (wanted.length === 0 && !values.quick);
  const failed: string[] = [];
  for (const suite of chosen) {
    const at = new Date().toISOString();
    const load = currentLoad();
    if (process.stdout.isTTY) showProgress(suite.name);
    else say(`\n… ${suite.name}, ${at.slice(11, 16)} UTC, load ${load.toFixed(1)}`);
    try {
      const section = await suite.measure(context);
      printSection(section);
      // One by one: what was measured outlives an interrupt.
      if (isWritten) keep({ section, at, load, machine });
    } catch (error) {
      failed.push(suite.name);
      say(`\nCannot measure ${suite.name}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  say();
  if (isWritten) say("Written to docs/BENCHMARKS.md");
  if (failed.length > 0) say(`Not measured: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

function keep(measured: Measured): void {
  writeResults(
    measured,
    suites.map(({ name }) => name),
  );
}
