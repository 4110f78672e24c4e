// stretches a file through a descriptor of node
// expect: quota, denied
const fs = await import("node:fs");
const path = `${workspace}/large`;
const size = () => fs.statSync(path).size;
await attempt("ftruncate", () => (fs.ftruncateSync(fs.openSync(path, "w"), 2 ** 36), size()));
