// imports a foreign JSON file by a literal name
// expect: denied
await attempt("json", async () => JSON.stringify((await import("@@outside@@/secret.json", { with: { type: "json" } })).default));
