// loads a worker from the network
// expect: denied, memory
const { Worker: NodeWorker } = await import("node:worker_threads");
const url = `http://127.0.0.1:${port}/w.js`;
const settled = (worker, fail, done) => {
  worker.onmessage = done;
  worker.onerror = (event) => (event.preventDefault?.(), fail(new Error(event.message)));
  setTimeout(() => fail(new Error("silent")), 300);
};
await attempt("web", () => new Promise((done, fail) => settled(new Worker(url, { type: "module" }), fail, done)));
await attempt("node", () => new Promise((done, fail) => {
  new NodeWorker(new URL(url)).on("message", done).on("error", fail);
  setTimeout(() => fail(new Error("silent")), 300);
}));
