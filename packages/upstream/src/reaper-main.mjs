/**
 * A tiny process that outlives the gateway by a moment. It reads `+ target` and `- target` lines, a target as
 * kill(2) takes it; when the pipe ends, the gateway is gone, however it went, and all that is still listed is ended.
 * Plain JavaScript: stripping types would triple its memory.
 */
const GRACE_MS = 1_000;

/** @type {Set<number>} */
const targets = new Set();
let rest = "";

// A signal for the whole terminal or service must not end the one who cleans up after it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE"]) process.on(signal, () => {});

process.stdin.setEncoding("latin1");
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const target = Number(line.slice(2));
    if (!Number.isSafeInteger(target) || Math.abs(target) <= 1) continue;
    if (line.startsWith("+")) targets.add(target);
    else if (line.startsWith("-")) targets.delete(target);
  }
});
process.stdin.on("end", () => {
  // Servers have seen the end of their input; some still have a browser to close.
  signalAll("SIGTERM");
  if (targets.size === 0) process.exit(0);
  setTimeout(() => {
    signalAll("SIGKILL");
    process.exit(0);
  }, GRACE_MS);
});

/** @param {"SIGTERM" | "SIGKILL"} signal */
function signalAll(signal) {
  for (const target of targets) {
    try {
      process.kill(target, signal);
    } catch {
      targets.delete(target);
    }
  }
}
