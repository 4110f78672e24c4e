// waits for ever on the descriptor that answers come by
// expect: contained, timeout, error
// timeout: 3000
const fs = await import("node:fs");
const { callTool } = await import("./client.ts");
callTool("target.echo", { text: "x" }).catch(() => {});
const bytes = new Uint8Array(65_536);
for (let i = 0; i < 50; i++) await harmless(`read ${i}`, () => fs.readSync(0, bytes));
await new Promise((done) => setTimeout(done, 600_000));
