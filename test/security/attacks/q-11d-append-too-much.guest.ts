// appends piece by piece beyond what a file may hold
// expect: quota, denied
const fs = await import("node:fs");
const path = `${workspace}/large`;
const size = () => fs.statSync(path).size;
await attempt("append", () => { for (let i = 0; i < 20; i++) fs.appendFileSync(path, new Uint8Array(1 << 20)); return size(); });
