// replaces the errors that the harness throws
// expect: contained
// output: "denied"
globalThis.ToolError = class { constructor() { throw "FORGED"; } };
globalThis.Error = class {};
Object.defineProperty(Error, "captureStackTrace", { get() { throw new Error("FORGED"); } });
const { callTool } = await import("./client.ts");
let caught = "nothing";
try { await callTool("target.admin_delete_all", {}); } catch (error) { caught = error.code; }
export default caught;
