// fills the disk
// expect: quota, denied
const file = Deno.openSync(`${workspace}/big`, { create: true, write: true });
const block = new Uint8Array(4 << 20).fill(1);
let written = 0;
await harmless("fill", () => { for (; written < 256; written++) file.writeSync(block); });
tell(written < 256 ? "denied" : "ESCAPED", "blocks", written);
