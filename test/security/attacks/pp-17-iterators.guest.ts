// takes over iterators and the ways to call a function
// expect: contained
// output: "genuine"
const forged = { next: () => ({ done: false, value: "FORGED" }) };
for (const list of [[][Symbol.iterator](), new Map().entries(), new Set().values(), ""[Symbol.iterator]()]) Object.getPrototypeOf(list).next = forged.next;
Function.prototype.apply = () => "FORGED";
Function.prototype.bind = () => () => "FORGED";
Reflect.apply = () => "FORGED";
Reflect.construct = () => ({ text: "FORGED" });
Object.defineProperty = () => { throw new Error("FORGED"); };
Object.keys = () => ["FORGED"];
const { callTool } = await import("./client.ts");
return (await callTool("target.echo", { text: "genuine" })).text;
