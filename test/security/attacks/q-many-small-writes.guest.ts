// fills its folder file by file
// expect: quota, denied
const block = new Uint8Array(1 << 20).fill(7);
for (let i = 0; i < 150; i++) Deno.writeFileSync(`${workspace}/part${i}`, block);
await new Promise((done) => setTimeout(done, 600_000));
