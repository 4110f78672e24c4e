// closes the channel of its own frames and goes on
// expect: contained, error, timeout
// timeout: 3000
const fs = await import("node:fs");
const { default: process } = await import("node:process");
await harmless("close 1", () => fs.closeSync(1));
await harmless("Deno.stdout", () => Deno.stdout.close());
await harmless("end", () => process.stdout.end());
await harmless("destroy", () => process.stdout.destroy());
await harmless("open in its place", () => fs.openSync(`${workspace}/frames`, "w"));
const { callTool } = await import("./client.ts");
await callTool("target.echo", { text: "x" });
export default "genuine";
