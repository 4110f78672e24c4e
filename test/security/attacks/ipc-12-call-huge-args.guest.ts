// calls with a hundred megabytes
// expect: quota, output-limit, error, memory
const { callTool } = await import("./client.ts");
await attempt("huge", () => callTool("target.echo", { text: "a".repeat(100 << 20) }));
