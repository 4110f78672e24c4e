// floods standard output with bytes
// expect: output-limit
const bytes = crypto.getRandomValues(new Uint8Array(65_536));
for (;;) Deno.stdout.writeSync(bytes);
