// leaves in `finally`, before its answer is read
// expect: error
const { callTool } = await import("./client.ts");
try { await callTool("target.echo", { text: "genuine" }); return "answered"; } finally { Deno.exit(0); }
