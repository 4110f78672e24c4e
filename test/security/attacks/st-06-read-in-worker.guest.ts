// finds from a worker what an earlier run left from one
// expect: denied
// as: roomy
// after: st-05-write-in-worker
const { Worker } = await import("node:worker_threads");
const source = `const { parentPort } = require("node:worker_threads"); (async () => {
  const told = {};
  const act = async (name, run) => { try { told[name] = String(await run()) } catch (error) { told[name] = "refused " + error.name } };
  await act("localStorage", () => localStorage.getItem("left"));
  await act("sessionStorage", () => sessionStorage.getItem("left"));
  await act("caches", async () => await (await (await caches.open("left")).match("http://x.invalid/"))?.text());
  await act("kv", async () => (await (await Deno.openKv()).get(["left"])).value);
  await act("global", () => globalThis.left ?? {}.left);
  await act("channel", () => new Promise((done) => { new BroadcastChannel("left").onmessage = ({ data }) => done(data); setTimeout(done, 100); }));
  parentPort.postMessage(told);
})()`;
const heard = await new Promise((done, fail) => new Worker(source, { eval: true }).on("message", done).on("error", fail));
for (const [name, what] of Object.entries(heard)) tell(what.includes("LEFT") ? "ESCAPED" : "denied", name, what);
