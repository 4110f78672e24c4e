// puts setters on Object.prototype to catch fields as they are set
// expect: contained
// output: "genuine"
const caught = [];
for (const name of ["id", "type", "result", "error", "name", "args", "resolve", "reject", "ok", "value", "address", "kind"]) {
  Object.defineProperty(Object.prototype, name, {
    __proto__: null,
    configurable: true,
    get: () => "FORGED",
    set(value) {
      caught.push(name);
      Object.defineProperty(this, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
  });
}
const { callTool } = await import("./client.ts");
console.log("tool", (await callTool("target.echo", { text: "genuine" }))?.text, caught.length);
export default "genuine";
