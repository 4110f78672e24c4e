// fills WebAssembly memories
// expect: memory, error
const kept = [];
for (;;) {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536 });
  new Uint8Array(memory.buffer).fill(1);
  kept.push(memory);
}
