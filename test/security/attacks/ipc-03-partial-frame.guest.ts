// begins a frame and never ends it
// expect: timeout, protocol
// timeout: 1500
Deno.stdout.writeSync(new TextEncoder().encode('{"type":"call","id":1,"kind":"tool","address":"target.echo","args":{"text":"'));
await new Promise(() => setInterval(() => {}, 1000));
