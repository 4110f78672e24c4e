// leaves something for a later run in every store there is
// expect: contained
globalThis.left = "LEFT";
Object.prototype.leftOnPrototype = "LEFT";
await harmless("localStorage", () => localStorage.setItem("left", "LEFT"));
await harmless("caches", async () => (await caches.open("left")).put("http://x.invalid/", new Response("LEFT")));
await harmless("kv", async () => (await Deno.openKv()).set(["left"], "LEFT"));
await harmless("tmp", () => Deno.writeTextFileSync("/tmp/left-behind", "LEFT"));
await harmless("denodir", () => Deno.writeTextFileSync("/denodir/left-behind", "LEFT"));
