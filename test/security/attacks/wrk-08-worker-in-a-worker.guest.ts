// starts a web worker inside a node worker, where nothing was taken away
// expect: denied, memory
// as: roomy
const { Worker } = await import("node:worker_threads");
const inner = `try { postMessage("ESC " + Deno.readTextFileSync("${outside}/secret.txt")) } catch (error) { postMessage("no " + error.name) }`;
const outer = `
  const { parentPort } = require("node:worker_threads");
  const heard = [];
  const note = (name, act) => { try { heard.push("ESC " + name + " " + act()) } catch (error) { heard.push("no " + name + " " + error.name + " " + error.message) } };
  note("read", () => Deno.readTextFileSync("${outside}/secret.txt"));
  note("request", () => { const { state } = Deno.permissions.requestSync({ name: "read" }); if (state !== "granted") throw new Error(state); return state; });
  note("ops", () => { const { core } = Deno[Deno.internal]; const { ops } = core; return ops.op_read_file_text_sync === undefined ? (() => { throw new Error("none") })() : ops.op_read_file_text_sync("${outside}/secret.txt"); });
  try {
    const worker = new globalThis.Worker("data:text/javascript," + encodeURIComponent(${JSON.stringify(inner)}), { type: "module" });
    worker.onmessage = ({ data }) => parentPort.postMessage([...heard, data]);
    worker.onerror = (event) => { event.preventDefault(); parentPort.postMessage([...heard, "no worker " + event.message]); };
  } catch (error) { parentPort.postMessage([...heard, "no worker " + error.message]); }
`;
await attempt("nested", async () => {
  const worker = new Worker(outer, { eval: true });
  const heard = await new Promise((done, fail) => (worker.on("message", done).on("error", fail), setTimeout(() => fail(new Error("silent")), 3000)));
  if (!heard.some((line) => line.startsWith("ESC"))) throw new Error(heard.join());
  return heard.join();
});
