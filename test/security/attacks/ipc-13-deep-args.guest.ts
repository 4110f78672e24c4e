// calls with arguments nested deeper than anybody reads
// expect: output-limit, error
const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
Deno.stdout.writeSync(new TextEncoder().encode(`{"type":"call","id":1,"kind":"tool","address":"target.echo","args":${deep}}\n`));
await new Promise((done) => setTimeout(done, 600_000));
