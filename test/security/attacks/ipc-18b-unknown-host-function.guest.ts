// calls a function of the host that does not exist
// expect: protocol
for (const name of ["constructor", "__proto__", "shutdown"]) Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify({ type: "call", id: 9000, kind: "host", name, args: [] })}\n`));
await new Promise((done) => setTimeout(done, 600_000));
