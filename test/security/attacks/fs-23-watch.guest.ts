// watches foreign folders
// expect: denied
const fs = await import("node:fs");
await attempt("watchFs", () => (Deno.watchFs(outside).close(), "watching"));
await attempt("watch", () => new Promise((done, fail) => {
  const watcher = fs.watch(outside);
  watcher.on("error", fail);
  watcher.on("change", done);
  setTimeout(() => (watcher.close(), fail(new Error("silent"))), 200);
}));
