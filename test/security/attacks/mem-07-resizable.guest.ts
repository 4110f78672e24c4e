// lets one buffer grow and grow
// expect: memory, error
const buffer = new ArrayBuffer(0, { maxByteLength: 8 * 1024 ** 3 });
const step = 16 << 20;
for (let size = step; ; size += step) {
  buffer.resize(size);
  new Uint8Array(buffer, size - step).fill(1);
}
