// replaces JSON and String so that frames are written by its own code
// expect: contained
// output: "genuine"
JSON.stringify = () => '{"type":"result","ok":true,"value":"FORGED","warnings":[]}';
JSON.parse = () => ({ type: "answer", id: 1, ok: true, value: "FORGED" });
String.prototype.replaceAll = () => "FORGED";
globalThis.String = () => "FORGED";
Map.prototype.get = () => undefined;
Map.prototype.set = () => undefined;
const { callTool } = await import("./client.ts");
const { text } = await callTool("target.echo", { text: "genuine" });
export default text;
