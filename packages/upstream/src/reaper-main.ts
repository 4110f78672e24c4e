/**
 * A tiny process that outlives the gateway by a moment. It reads `+pid` and `-pid` lines of process groups;
 * when the pipe ends, the gateway is gone, however it went, and every group still listed is killed.
 */
import { createInterface } from "node:readline";

const groups = new Set<number>();
// A signal for the whole terminal or service must not end the one who cleans up after it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE"] as const) process.on(signal, () => {});

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const pid = Number(line.slice(1));
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  if (line.startsWith("+")) groups.add(pid);
  else if (line.startsWith("-")) groups.delete(pid);
});
lines.on("close", () => {
  for (const pid of groups) {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // Already gone.
    }
  }
  process.exit(0);
});
