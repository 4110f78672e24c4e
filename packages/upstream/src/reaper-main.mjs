/**
 * A tiny process that outlives the gateway by a moment. It reads `+pid` and `-pid` lines of process groups; when
 * the pipe ends, the gateway is gone, however it went, and every group still listed is ended.
 * Plain JavaScript: stripping types would triple its memory.
 */
const GRACE_MS = 1_000;

/** @type {Set<number>} */
const groups = new Set();
let rest = "";

// A signal for the whole terminal or service must not end the one who cleans up after it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE"]) process.on(signal, () => {});

process.stdin.setEncoding("latin1");
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const pid = Number(line.slice(1));
    if (!Number.isSafeInteger(pid) || pid <= 1) continue;
    if (line.startsWith("+")) groups.add(pid);
    else if (line.startsWith("-")) groups.delete(pid);
  }
});
process.stdin.on("end", () => {
  // Servers have seen the end of their input; some still have a browser to close.
  signalAll("SIGTERM");
  if (groups.size === 0) process.exit(0);
  setTimeout(() => {
    signalAll("SIGKILL");
    process.exit(0);
  }, GRACE_MS);
});

/** @param {"SIGTERM" | "SIGKILL"} signal */
function signalAll(signal) {
  for (const pid of groups) {
    try {
      process.kill(-pid, signal);
    } catch {
      groups.delete(pid);
    }
  }
}
