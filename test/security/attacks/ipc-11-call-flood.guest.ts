// floods the gateway with calls
// expect: quota
const { callTool } = await import("./client.ts");
await Promise.allSettled(Array.from({ length: 100_000 }, (_, at) => callTool("target.echo", { text: `${at}` })));
