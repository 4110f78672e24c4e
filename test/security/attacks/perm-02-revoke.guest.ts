// gives up permissions that the harness may need
// expect: contained
await harmless("revoke", async () => (await Deno.permissions.revoke({ name: "read" })).state);
const { callTool } = await import("./client.ts");
await harmless("call", async () => (await callTool("target.echo", { text: "still" })).text);
