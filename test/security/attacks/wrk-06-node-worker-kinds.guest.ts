// has a node worker read, write, connect and start programs for it
// expect: denied, memory
// as: roomy
const { Worker } = await import("node:worker_threads");
const { writeFileSync } = await import("node:fs");
const steps = `
  const fs = require("node:fs"), net = require("node:net"), children = require("node:child_process");
  const { parentPort } = require("node:worker_threads");
  const tries = {
    read: () => fs.readFileSync("${outside}/secret.txt", "utf8"),
    write: () => fs.writeFileSync("${outside}/secret.txt", "changed"),
    environ: () => fs.readFileSync("/proc/self/environ", "utf8"),
    child: () => children.execSync("id").toString(),
    secret: () => process.env.LAB_SECRET ?? (() => { throw new Error("none") })(),
  };
  const told = Object.entries(tries).map(([name, act]) => { try { return "ESC " + name + " " + act() } catch (error) { return "no " + name } });
  const socket = net.connect(${port}, "127.0.0.1");
  socket.on("connect", () => parentPort.postMessage([...told, "ESC connected"]));
  socket.on("error", () => parentPort.postMessage(told));
`;
writeFileSync(`${workspace}/w.cjs`, steps);
const ways = {
  eval: () => new Worker(steps, { eval: true }),
  share: () => new Worker(steps, { eval: true, env: Symbol.for("nodejs.worker_threads.SHARE_ENV") }),
  flags: () => new Worker(steps, { eval: true, execArgv: ["--allow-all", "-A"], argv: ["-A"], resourceLimits: { maxOldGenerationSizeMb: 65_536 } }),
  file: () => new Worker(`${workspace}/w.cjs`),
  url: () => new Worker(new URL(`file://${workspace}/w.cjs`)),
  data: () => new Worker(new URL(`data:text/javascript,${encodeURIComponent(steps)}`)),
  foreign: () => new Worker(`${outside}/secret.ts`),
};
for (const [name, make] of Object.entries(ways)) {
  await attempt(name, async () => {
    const worker = make();
    try {
      const told = await new Promise((done, fail) => {
        worker.on("message", done).on("error", fail).on("exit", () => fail(new Error("gone")));
        setTimeout(() => fail(new Error("silent")), 2000);
      });
      if (!told.some((line) => line.startsWith("ESC"))) throw new Error(told.join());
      return told.join();
    } finally {
      await worker.terminate();
    }
  });
}
