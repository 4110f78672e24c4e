// starts workers without an end
// expect: memory, timeout, quota, error
// timeout: 6000
const { Worker } = await import("node:worker_threads");
const workers = [];
for (let i = 0; i < 400; i++) workers.push(new Worker("setInterval(() => {}, 1000)", { eval: true }));
await new Promise((done) => setTimeout(done, 600_000));
