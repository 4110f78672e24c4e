// uses its memory up in a worker, so that the main thread looks well
// expect: memory, error, timeout
// timeout: 8000
const { Worker } = await import("node:worker_threads");
const worker = new Worker("const kept = []; for (;;) kept.push(new Array(1e5).fill(0.5))", { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8000 } });
await new Promise((done, fail) => worker.on("error", fail).on("exit", (code) => fail(new Error(`exit ${code}`))));
