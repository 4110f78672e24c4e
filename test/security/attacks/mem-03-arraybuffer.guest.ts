// fills buffers beside the heap
// expect: memory, error
const kept = [];
for (;;) kept.push(new Uint8Array(16 << 20).fill(1));
