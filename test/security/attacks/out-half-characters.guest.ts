// cuts characters in two on its raw output
// expect: contained
// output: "whole"
for (const byte of [0xf0, 0x9f, 0x98, 0x80, 0xff, 0xfe, 0x0a, 0xc3]) Deno.stdout.writeSync(Uint8Array.of(byte));
return "whole";
