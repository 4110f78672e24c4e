// unpacks a bomb through a stream and keeps every piece
// expect: memory, error
const pack = async (bytes) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer());
const packed = await pack(new Uint8Array(16 << 20));
const kept = [];
for (;;) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  for await (const piece of stream) kept.push(piece.slice().fill(1));
}
