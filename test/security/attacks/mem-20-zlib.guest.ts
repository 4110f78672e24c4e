// unpacks one small text into all the memory there is, outside the heap
// expect: memory, error
const zlib = await import("node:zlib");
const packed = zlib.gzipSync(new Uint8Array(32 << 20));
const kept = [];
for (;;) kept.push(zlib.gunzipSync(packed).fill(1));
