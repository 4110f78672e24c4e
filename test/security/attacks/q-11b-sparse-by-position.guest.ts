// writes one byte at a position far beyond what it may write
// expect: quota, denied
const fs = await import("node:fs");
const path = `${workspace}/large`;
const size = () => fs.statSync(path).size;
await attempt("position", () => (fs.writeSync(fs.openSync(path, "w"), new Uint8Array(1), 0, 1, 2 ** 36), size()));
