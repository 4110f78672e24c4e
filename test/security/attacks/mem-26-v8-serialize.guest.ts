// writes and reads values as bytes until nothing is left
// expect: memory, error
const v8 = await import("node:v8");
const value = { text: "x".repeat(4 << 20), bytes: new Uint8Array(4 << 20).fill(1) };
const kept = [];
for (;;) kept.push(v8.serialize(value), v8.deserialize(v8.serialize(value)));
