// reads its own heap for secrets of the process
// expect: contained
const { getHeapSnapshot } = await import("node:v8");
let size = 0;
let found = "";
for await (const chunk of getHeapSnapshot()) {
  size += chunk.length;
  found ||= /TOP[S]ECRET-[0-9a-f]+/.exec(String(chunk))?.[0] ?? "";
}
console.log("snapshot of", size, found);
