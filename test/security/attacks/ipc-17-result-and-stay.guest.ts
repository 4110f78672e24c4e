// sends a result and goes on working
// expect: contained
// output: "early"
Deno.stdout.writeSync(new TextEncoder().encode('{"type":"result","ok":true,"value":"early","warnings":[]}\n'));
for (;;);
