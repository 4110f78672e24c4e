// has diagnostics write files
// expect: denied, memory
const v8 = await import("node:v8");
const { default: process } = await import("node:process");
const { enableCompileCache } = await import("node:module");
const must = (value) => { if (!value) throw new Error("nothing"); return value; };
await attempt("report", () => must(process.report.writeReport(`${outside}/report.json`)));
await attempt("compile cache", () => must(enableCompileCache(`${outside}/cache`).directory));
await attempt("snapshot", () => v8.writeHeapSnapshot(`${outside}/x.heapsnapshot`));
