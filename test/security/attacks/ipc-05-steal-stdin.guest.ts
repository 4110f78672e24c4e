// reads the answers that are meant for the harness
// expect: contained
// timeout: 3000
const buffer = new Uint8Array(65_536);
const read = Deno.stdin.read(buffer);
const { callTool } = await import("./client.ts");
callTool("target.echo", { text: "stolen" }).catch(() => {});
console.log("stdin", await Promise.race([read, new Promise((done) => setTimeout(() => done("nothing"), 300))]));
const fs = await import("node:fs");
await harmless("descriptor 0", () => fs.readSync(0, new Uint8Array(0)));
