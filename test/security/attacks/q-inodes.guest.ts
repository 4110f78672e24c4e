// makes more files than anybody counts
// expect: quota, denied
await harmless("files", () => { for (let i = 0; i < 3000; i++) Deno.writeTextFileSync(`${workspace}/f${i}`, ""); });
await new Promise((done) => setTimeout(done, 600_000));
