// puts getters and setters on the indexes of every array
// expect: contained
// output: "genuine"
for (let at = 0; at < 32; at++) {
  Object.defineProperty(Array.prototype, at, { configurable: true, get: () => "FORGED", set(value) { Object.defineProperty(this, at, { __proto__: null, value, writable: true, enumerable: true, configurable: true }); } });
}
const { callTool } = await import("./client.ts");
return (await callTool("target.echo", { text: "genuine" })).text;
