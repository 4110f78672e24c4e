// memory is read and written through pointers
// expect: denied
const bytes = new Uint8Array(8);
await attempt("of", () => Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
await attempt("create", () => Deno.UnsafePointer.create(1n));
await attempt("view", () => Deno.UnsafePointerView.getArrayBuffer(Deno.UnsafePointer.create(4096n), 8));
await attempt("callback", () => new Deno.UnsafeCallback({ parameters: [], result: "void" }, () => {}).pointer);
