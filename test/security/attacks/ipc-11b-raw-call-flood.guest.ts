// floods the gateway with calls past the harness
// expect: quota
for (let id = 1; id < 100_000; id++) Deno.stdout.writeSync(new TextEncoder().encode(`{"type":"call","id":${id},"kind":"tool","address":"target.echo","args":{"text":"x"}}\n`));
