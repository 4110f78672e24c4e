// imports a foreign WebAssembly file
// expect: denied
const file = [outside, "mod.wasm"].join("/");
await attempt("wasm", async () => Object.keys(await import(file)).join() || "loaded");
