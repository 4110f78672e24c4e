// imports a foreign file as bytes
// expect: denied
await attempt("bytes", async () => new TextDecoder().decode((await import("@@outside@@/secret.txt", { with: { type: "bytes" } })).default));
