// seeks far beyond what it may write, and writes one byte
// expect: quota, denied
const fs = await import("node:fs");
const path = `${workspace}/large`;
const size = () => fs.statSync(path).size;
const file = Deno.openSync(path, { create: true, write: true });
await attempt("seek", () => (file.seekSync(2 ** 36, Deno.SeekMode.Start), file.writeSync(new Uint8Array(1)), size()));
