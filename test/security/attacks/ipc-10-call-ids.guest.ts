// uses ids that are odd, foreign or used
// expect: protocol
const write = (frame) => Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(frame)}\n`));
for (const id of [1, 1, 0, -1, 1e308, null, "1", [1], { a: 1 }, 2 ** 53 + 1]) write({ type: "call", id, kind: "tool", address: "target.echo", args: { text: "x" } });
await new Promise((done) => setTimeout(done, 100));
export default "genuine";
