// calls with a small graph that is endless as a tree
// expect: output-limit, memory, timeout, error
const { callTool } = await import("./client.ts");
let node = ["x"];
for (let i = 0; i < 60; i++) node = [node, node];
await callTool("target.echo", { text: node });
