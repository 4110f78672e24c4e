// builds a fine clock from a thread that counts
// expect: contained
const { Worker } = await import("node:worker_threads");
const counter = new Int32Array(new SharedArrayBuffer(8));
new Worker("const v = new Int32Array(require('node:worker_threads').workerData); for (;;) Atomics.add(v, 0, 1)", { eval: true, workerData: counter.buffer });
await new Promise((done) => setTimeout(done, 100));
console.log("ticks", Atomics.load(counter, 0));
