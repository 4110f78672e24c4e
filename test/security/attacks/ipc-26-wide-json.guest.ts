// calls and returns with objects of as many keys as fit
// expect: output-limit, quota, error, memory, timeout
const { callTool } = await import("./client.ts");
const wide = (count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
await harmless("as arguments", async () => (await callTool("target.echo", { text: "wide", ...wide(20_000) })).text);
await harmless("as names", () => callTool("target.echo", Object.fromEntries(Array.from({ length: 5000 }, (_, i) => ["\u200b".repeat(i % 40) + i, i]))));
return wide(60_000);
