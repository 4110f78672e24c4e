// starts a worker with more rights than its own
// expect: denied, memory
const { Worker: NodeWorker } = await import("node:worker_threads");
const source = `try { postMessage("ESC " + Deno.readTextFileSync("${outside}/secret.txt")) } catch (error) { postMessage("no " + error.name) }`;
const verdict = (data) => { if (String(data).startsWith("ESC")) return data; throw new Error(data); };
for (const permissions of [{ read: true }, { read: ["/"], net: true, run: true }, "inherit"]) {
  await attempt(`web ${JSON.stringify(permissions)}`, () => new Promise((done, fail) => {
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: "module", deno: { permissions } });
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = (event) => (event.preventDefault(), fail(new Error(event.message)));
  }).then(verdict));
}
await attempt("node", () => new Promise((done, fail) => {
  const worker = new NodeWorker(`const { parentPort } = require("node:worker_threads"); const postMessage = (m) => parentPort.postMessage(m); ${source}`, { eval: true });
  worker.on("message", done).on("error", fail);
}).then(verdict));
