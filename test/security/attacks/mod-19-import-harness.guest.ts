// imports the module that runs it a second time
// expect: contained
// output: "genuine"
await harmless("main", async () => Object.keys(await import(Deno.mainModule)).join());
await harmless("launcher", async () => Object.keys(await import(Deno.mainModule.replace("main.mjs", "launch.mjs"))).join());
const { callTool } = await import("./client.ts");
return (await callTool("target.echo", { text: "genuine" })).text;
