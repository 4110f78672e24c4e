// writes frames with keys that pollute
// expect: protocol
const write = (line) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
write('{"type":"call","id":1,"kind":"tool","address":"target.echo","args":{"text":"x","__proto__":{"polluted":true}}}');
await new Promise((done) => setTimeout(done, 100));
export default "genuine";
