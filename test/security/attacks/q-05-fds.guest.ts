// uses all descriptors up
// expect: quota, denied
const open = [];
await harmless("open", () => { for (let i = 0; i < 100_000; i++) open.push(Deno.openSync(`${workspace}/own.txt`)); });
tell(open.length < 1000 ? "denied" : "ESCAPED", "descriptors", open.length);
