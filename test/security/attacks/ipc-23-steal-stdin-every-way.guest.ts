// reads by every reader what is meant for the harness, and swallows it
// expect: contained, timeout, protocol, error
// timeout: 3000
const fs = await import("node:fs");
const { default: process } = await import("node:process");
const { callTool } = await import("./client.ts");
await harmless("stream", () => void process.stdin.on("data", (data) => console.log("stdin", data.length)).on("error", () => {}));
await harmless("web stream", () => void Deno.stdin.readable.getReader().read().catch(() => {}));
await harmless("fs stream", () => void fs.createReadStream("", { fd: 0, autoClose: false }).on("data", () => {}).on("error", () => {}));
await harmless("async", () => void fs.read(0, new Uint8Array(65_536), 0, 65_536, null, () => {}));
await harmless("/dev/stdin", () => fs.readFileSync("/dev/stdin"));
await harmless("/proc", () => fs.readFileSync("/proc/self/fd/0"));
for (let i = 0; i < 5; i++) await callTool("target.echo", { text: "stolen" });
export default "genuine";
