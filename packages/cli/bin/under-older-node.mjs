// What sluice.mjs starts under the bundled Node. Signals come through it; that it was killed has to be seen from here.
const LOOK_MS = 500;

const starter = process.ppid;
const looking = setInterval(() => {
  if (process.ppid === starter) return;
  clearInterval(looking);
  process.kill(process.pid, "SIGTERM");
}, LOOK_MS);
looking.unref();

await import("../src/main.ts");
