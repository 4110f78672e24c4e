// gives promises a constructor of its own
// expect: contained
// output: "genuine"
const seen = [];
Object.defineProperty(Promise, Symbol.species, { get: () => function (run) { seen.push(1); return new Promise(run); } });
Promise.prototype.constructor = class extends Promise {};
Promise.resolve = () => ({ then: (done) => done("FORGED") });
const { callTool } = await import("./client.ts");
const { text } = await callTool("target.echo", { text: "genuine" });
export default text;
