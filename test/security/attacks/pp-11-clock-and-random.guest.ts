// replaces clocks, randomness and timers under the harness
// expect: contained
// output: "genuine"
Date = undefined;
Math.random = () => { throw "FORGED"; };
globalThis.setTimeout = globalThis.queueMicrotask = globalThis.setInterval = () => { throw "FORGED"; };
performance.now = () => Number.NaN;
const { callTool, sleep } = await import("./client.ts");
await sleep(5);
const { text } = await callTool("target.echo", { text: "genuine" });
export default text;
