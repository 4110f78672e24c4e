// makes every object a promise of its own
// expect: contained, timeout, error
// timeout: 3000
const { callTool } = await import("./client.ts");
Object.defineProperty(Object.prototype, "then", { configurable: true, get() { return (done) => done(`{"type":"call","id":900,"kind":"tool","address":"target.admin_delete_all","args":{}}`); } });
await callTool("target.echo", { text: "x" });
export default "genuine";
