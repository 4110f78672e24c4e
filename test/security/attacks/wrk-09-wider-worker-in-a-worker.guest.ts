// asks for more rights inside a node worker, by an option that Deno does not offer here
// expect: denied, error, memory
// as: roomy
const { Worker } = await import("node:worker_threads");
const inner = `try { postMessage("ESC " + Deno.readTextFileSync("${outside}/secret.txt")) } catch (error) { postMessage("no " + error.name) }`;
const outer = `
  const { parentPort } = require("node:worker_threads");
  const worker = new globalThis.Worker("data:text/javascript," + encodeURIComponent(${JSON.stringify(inner)}), { type: "module", deno: { permissions: { read: true, net: true, run: true } } });
  worker.onmessage = ({ data }) => parentPort.postMessage(data);
`;
await attempt("wider", () => new Promise((done, fail) => {
  const worker = new Worker(outer, { eval: true });
  worker.on("message", (data) => (String(data).startsWith("ESC") ? done(data) : fail(new Error(data)))).on("error", fail);
  setTimeout(() => fail(new Error("silent")), 3000);
}));
