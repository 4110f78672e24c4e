// What starting a program costs the process that starts it, by how much memory that process has: the kernel copies its
// page tables, and the event loop stands still meanwhile.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { residentMb } from "./harness/process-memory.ts";
import { summarize } from "./harness/statistics.ts";

const { values } = parseArgs({
  options: { mb: { type: "string", default: "0" }, rounds: { type: "string", default: "50" } },
});
const held = Array.from({ length: Number(values.mb) }, () => Buffer.alloc(1024 ** 2, 1));
const blocked: number[] = [];
for (let i = 0; i < Number(values.rounds); i++) {
  const startedAt = performance.now();
  const child = spawn("true", [], { stdio: "ignore" });
  blocked.push(performance.now() - startedAt);
  await once(child, "exit");
}
process.send?.({ residentMb: residentMb(process.pid), heldMb: held.length, blocked: summarize(blocked) });
process.disconnect?.();
