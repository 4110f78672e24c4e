// imports a foreign WebAssembly file by a literal name
// expect: denied
await attempt("wasm", async () => Object.keys(await import("@@outside@@/mod.wasm")).join() || "loaded");
