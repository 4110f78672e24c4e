// takes shared memory of every kind in turn
// expect: memory, error
const kept = [];
for (;;) {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 4096, shared: true });
  new Uint8Array(memory.buffer).fill(1);
  memory.grow(64);
  new Uint8Array(memory.buffer).fill(2);
  const growing = new SharedArrayBuffer(1 << 20, { maxByteLength: 64 << 20 });
  growing.grow(16 << 20);
  new Uint8Array(growing).fill(3);
  kept.push(memory, growing);
}
