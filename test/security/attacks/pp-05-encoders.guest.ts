// replaces encoders and the methods of byte arrays
// expect: contained
// output: "genuine"
globalThis.TextEncoder = class { encode() { return Uint8Array.of(70, 79, 82, 71, 69, 68, 10); } };
TextDecoder.prototype.decode = () => '{"type":"FORGED"}';
Uint8Array.prototype.set = () => {};
Uint8Array.prototype.subarray = () => new Uint8Array(0);
const { callTool } = await import("./client.ts");
console.log("tool", (await callTool("target.echo", { text: "genuine" }))?.text);
export default "genuine";
