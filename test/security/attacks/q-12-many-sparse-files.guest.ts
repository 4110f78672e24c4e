// fills the folder with files full of holes, then fills the holes at once
// expect: quota, error
const { truncateSync, writeFileSync, openSync, writeSync } = await import("node:fs");
const opened = Array.from({ length: 50 }, (_, i) => { const name = `${workspace}/s${i}`; writeFileSync(name, ""); truncateSync(name, 8 << 20); return openSync(name, "r+"); });
const bytes = new Uint8Array(1 << 20).fill(1);
for (let at = 0; at < 8; at++) for (const fd of opened) writeSync(fd, bytes, 0, bytes.length, at << 20);
await new Promise((done) => setTimeout(done, 600_000));
