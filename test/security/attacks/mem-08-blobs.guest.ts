// keeps blobs in native memory
// expect: memory, error
const kept = [];
for (;;) {
  kept.push(new Blob([new Uint8Array(16 << 20).fill(1)]));
  await new Promise((done) => setTimeout(done));
}
