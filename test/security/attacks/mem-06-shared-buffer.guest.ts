// fills shared buffers
// expect: memory, error
const kept = [];
for (;;) {
  const buffer = new SharedArrayBuffer(16 << 20);
  new Uint8Array(buffer).fill(1);
  kept.push(buffer);
}
