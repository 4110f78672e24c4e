// leaves something for a later run from a worker, where nothing was taken away
// expect: contained
// as: roomy
const { Worker } = await import("node:worker_threads");
const source = `const { parentPort } = require("node:worker_threads"); (async () => {
  const told = {};
  const act = async (name, run) => { try { told[name] = String(await run()) } catch (error) { told[name] = "refused " + error.name } };
  await act("localStorage", () => localStorage.setItem("left", "LEFT"));
  await act("sessionStorage", () => sessionStorage.setItem("left", "LEFT"));
  await act("caches", async () => (await caches.open("left")).put("http://x.invalid/", new Response("LEFT")));
  await act("kv", async () => (await Deno.openKv()).set(["left"], "LEFT"));
  await act("channel", () => new BroadcastChannel("left").postMessage("LEFT"));
  await act("global", () => { globalThis.left = "LEFT"; Object.prototype.left = "LEFT"; });
  parentPort.postMessage(told);
})()`;
const heard = await new Promise((done, fail) => new Worker(source, { eval: true }).on("message", done).on("error", fail));
for (const [name, what] of Object.entries(heard)) tell("allowed", name, what);
