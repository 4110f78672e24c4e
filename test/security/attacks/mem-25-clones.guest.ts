// copies a large value without an end
// expect: memory, error
const value = { bytes: new Uint8Array(8 << 20).fill(1), list: Array.from({ length: 1000 }, (_, i) => ({ i })) };
const kept = [];
for (;;) kept.push(structuredClone(value));
