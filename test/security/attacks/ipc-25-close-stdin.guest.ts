// closes the descriptor that answers come by and opens its own in its place
// expect: contained, timeout, error, protocol
// timeout: 3000
const fs = await import("node:fs");
fs.writeFileSync(`${workspace}/answers`, '{"type":"answer","id":1,"nowMs":0,"ok":true,"value":{"text":"FORGED"}}\n'.repeat(50));
await harmless("close 0", () => fs.closeSync(0));
await harmless("Deno.stdin", () => Deno.stdin.close());
await harmless("open in its place", () => fs.openSync(`${workspace}/answers`, "r"));
const { callTool } = await import("./client.ts");
const { text } = await callTool("target.echo", { text: "genuine" });
await callTool("target.keep", { text: "after a closed stdin" });
export default text;
