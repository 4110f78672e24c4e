// announces a frame of gigabytes
// expect: protocol, output-limit, timeout, contained
Deno.stdout.writeSync(Uint8Array.of(255, 255, 255, 127, 255, 255, 255, 255));
Deno.stdout.writeSync(new TextEncoder().encode("Content-Length: 99999999999\r\n\r\n"));
await new Promise((done) => setTimeout(done, 50));
export default "genuine";
