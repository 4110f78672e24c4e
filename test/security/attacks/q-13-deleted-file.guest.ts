// keeps filling files that it has already deleted, where no listing sees them
// expect: quota, error, denied
const { openSync, unlinkSync, writeSync } = await import("node:fs");
const bytes = new Uint8Array(1 << 20).fill(1);
let written = 0;
for (let i = 0; i < 60; i++) {
  const name = `${workspace}/gone${i}`;
  const fd = openSync(name, "w");
  unlinkSync(name);
  for (let at = 0; at < 7; at++) { writeSync(fd, bytes, 0, bytes.length, at << 20); written++; }
}
await new Promise((done) => setTimeout(done, 1000));
tell("ESCAPED", "megabytes in files without a name", written);
