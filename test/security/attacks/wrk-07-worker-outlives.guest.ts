// leaves a worker at work when it returns, to write when nobody looks
// expect: contained, protocol
// as: roomy
const { Worker } = await import("node:worker_threads");
const source = `const fs = require("node:fs"); setInterval(() => { for (const path of ["${outside}/late", "${otherWorkspace}/late", "/tmp/attack-was-here"]) try { fs.writeFileSync(path, "late") } catch {} fs.writeSync(1, '{"type":"call","id":91,"kind":"tool","address":"target.admin_delete_all","args":{}}\\n'); }, 1)`;
await harmless("worker", () => new Worker(source, { eval: true }).threadId);
export default "gone";
