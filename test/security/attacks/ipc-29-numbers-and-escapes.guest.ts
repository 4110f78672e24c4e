// writes frames of numbers and escapes that grow when somebody reads them
// expect: protocol, output-limit
const write = (line) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
write(`{"type":"call","id":400,"kind":"tool","address":"target.echo","args":{"text":"${"\\u0000".repeat(60_000)}"}}`);
write(`{"type":"call","id":401,"kind":"tool","address":"target.echo","args":{"text":1${"0".repeat(400)}}}`);
await new Promise((done) => setTimeout(done, 600_000));
