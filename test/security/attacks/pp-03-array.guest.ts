// replaces the methods of arrays
// expect: contained
// output: "genuine"
for (const name of ["push", "map", "join", "slice", "forEach", "shift", "splice", "filter", "indexOf", "concat"]) Array.prototype[name] = () => "FORGED";
Array.prototype[Symbol.iterator] = function* () { yield "FORGED"; };
const { callTool } = await import("./client.ts");
console.log("tool", (await callTool("target.echo", { text: "genuine" })).text);
export default "genuine";
