// Parks many runs in a data folder, or opens a folder full of them, and says what that costs. In a process of its own,
// with --expose-gc, so that its memory is nobody else's.
import { parseArgs } from "node:util";
import { executeCodeInput, type RunStatus } from "@sluice/contracts";
import { composeEngine, PRINCIPAL } from "./harness/compose-engine.ts";
import { descendantsOf, residentMb } from "./harness/process-memory.ts";

const PARALLEL = 8;
const PROGRAM = 'import { sleep } from "./client.ts";\nawait sleep("3 days");\nreturn 1;';

const { values } = parseArgs({
  options: { dir: { type: "string", default: "" }, runs: { type: "string", default: "0" } },
});
const runs = Number(values.runs);
const openedAt = performance.now();
await using composed = await composeEngine({ dir: values.dir, tier: "any" });
const openMs = performance.now() - openedAt;
// What fills up once and stays so (kept events, caches) is no cost of a run that waits.
if (runs > 0) await press(Math.max(100, runs / 20), "return 1;", "completed");
const empty = await readState();
const startedAt = performance.now();
await press(runs, PROGRAM, "waiting");
const seconds = (performance.now() - startedAt) / 1000;
const full = await readState();
process.send?.({ openMs, seconds, empty, full });
process.disconnect?.();

async function press(count: number, code: string, status: RunStatus): Promise<void> {
  let left = count;
  const agent = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const input = executeCodeInput.parse({ code, durable: true });
      const { answer } = await composed.engine.executeCode({ principal: PRINCIPAL }, input);
      if (answer.status !== status)
        throw new Error(`Cannot measure: a run is ${answer.status}, ${JSON.stringify(answer.error)}`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, agent));
}

async function readState(): Promise<{ heapMb: number; residentMb: number; children: number }> {
  // What a parked run leaves behind is looked up a moment later.
  await new Promise((resolve) => setTimeout(resolve, 8000));
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return {
    heapMb: (heapUsed + external) / 1024 ** 2,
    residentMb: residentMb(process.pid),
    children: descendantsOf(process.pid).length,
  };
}
