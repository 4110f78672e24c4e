// returns bytes that become far more text
// expect: memory, error, output-limit
return new Uint8Array(40 << 20).fill(255);
