// sends two results and a call after them
// expect: contained
// output: "first"
const write = (frame) => Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(frame)}\n`));
write({ type: "result", ok: true, value: "first", warnings: [] });
write({ type: "result", ok: true, value: "second", warnings: [] });
write({ type: "call", id: 1, kind: "tool", address: "target.keep", args: { text: "after the end" } });
