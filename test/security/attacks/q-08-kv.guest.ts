// stores beside its folder
// expect: quota, denied
await attempt("kv", async () => { const kv = await Deno.openKv(); for (let i = 0; i < 500; i++) await kv.set(["k", i], new Uint8Array(60_000)); return "stored"; });
await attempt("localStorage", () => localStorage.setItem("x", "x".repeat(1 << 20)));
await attempt("caches", async () => (await caches.open("c")).put("http://x.invalid/", new Response(new Uint8Array(4 << 20))));
