// reaches native code by other doors
// expect: denied
await attempt("gpu", async () => {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new Error("none");
  return adapter;
});
await attempt("wasi", async () => {
  const { WASI } = await import("node:wasi");
  return Object.keys(new WASI({ version: "preview1", preopens: { "/": "/" } })).join();
});
await attempt("dlopen", () => Deno.dlopen("libc.so.6", { getpid: { parameters: [], result: "i32" } }).symbols.getpid());
await attempt("process.dlopen", async () => {
  const { default: process } = await import("node:process");
  process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6");
  return "loaded";
});
await attempt("UnsafePointer", () => new Deno.UnsafePointerView(Deno.UnsafePointer.create(4096n)).getInt32());
