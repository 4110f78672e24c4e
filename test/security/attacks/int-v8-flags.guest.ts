// loosens V8 while it runs
// expect: contained
const v8 = await import("node:v8");
for (const flag of ["--max-old-space-size=8000", "--allow-natives-syntax", "--expose-gc", "--no-enforce-global-heap-limit"]) v8.setFlagsFromString(flag);
await harmless("natives", () => (0, eval)("%DebugPrint(1)"));
const kept = [];
for (let i = 0; i < 4000; i++) kept.push(new Array(1e5).fill(i));
