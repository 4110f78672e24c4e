// overflows every stack: calls, JSON, patterns, the parser
// expect: contained
const dive = (depth) => 1 + dive(depth + 1);
await harmless("calls", () => dive(0));
await harmless("json", () => JSON.parse("[".repeat(1e6) + "]".repeat(1e6)));
await harmless("pattern", () => new RegExp("(".repeat(1e5) + ")".repeat(1e5)));
await harmless("parser", () => (0, eval)(`${"(".repeat(2e5)}1${")".repeat(2e5)}`));
await harmless("stringify", () => { let deep = []; for (let i = 0; i < 1e5; i++) deep = [deep]; return JSON.stringify(deep).length; });
console.log("alive");
