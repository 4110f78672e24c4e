// fills a cache from a worker, where nothing was taken away
// expect: quota, denied, memory
// as: roomy
const { Worker } = await import("node:worker_threads");
const source = `const { parentPort } = require("node:worker_threads"); (async () => {
  let stored = 0;
  try {
    const cache = await caches.open("full");
    for (; stored < 96; stored++) await cache.put("http://x.invalid/" + stored, new Response(crypto.getRandomValues(new Uint8Array(1 << 16)).buffer.transfer(1 << 20)));
  } catch (error) { parentPort.postMessage([stored, error.name + " " + error.message]); return; }
  parentPort.postMessage([stored, "all"]);
})()`;
const [stored, why] = await new Promise((done, fail) => new Worker(source, { eval: true }).on("message", done).on("error", fail));
await new Promise((done) => setTimeout(done, 1000));
tell(stored < 32 ? "denied" : "ESCAPED", "megabytes", `${stored} ${why}`);
