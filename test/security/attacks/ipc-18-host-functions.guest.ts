// asks the host for results and states that are not for it
// expect: denied
const { readResult, state, describeTool } = await import("./client.ts");
await attempt("handle by path", () => readResult("../../vault").then(JSON.stringify));
await attempt("foreign handle", () => readResult(`res_${"A".repeat(43)}`).then(JSON.stringify));
await attempt("nothing named so", () => describeTool("target.__proto__").then(JSON.stringify));
await attempt("endless key", () => state.set("k".repeat(100_000), 1));
for (const key of ["__proto__", "constructor", "toString"]) {
  await attempt(key, async () => { if ((await state.get(key)) === null) throw new Error("nothing"); });
}
