// returns while calls are under way
// expect: contained
// output: "done early"
const { callTool } = await import("./client.ts");
for (let i = 0; i < 20; i++) callTool("target.slow", { ms: 200 }).catch(() => {});
export default "done early";
