// finds what an earlier run of the same session left
// expect: denied
// after: st-01-write
const must = (value) => { if (!value) throw new Error("nothing"); return value; };
await attempt("global", () => must(globalThis.left));
await attempt("prototype", () => must({}.leftOnPrototype));
await attempt("localStorage", () => must(localStorage.getItem("left")));
await attempt("caches", async () => must(await (await (await caches.open("left")).match("http://x.invalid/"))?.text()));
await attempt("kv", async () => must((await (await Deno.openKv()).get(["left"])).value));
await attempt("tmp", () => Deno.readTextFileSync("/tmp/left-behind"));
await attempt("denodir", () => Deno.readTextFileSync("/denodir/left-behind"));
