// lets a large blob spill to the disk
// expect: contained
const blob = new Blob([new Uint8Array(32 << 20)]);
console.log("size", (await blob.arrayBuffer()).byteLength);
