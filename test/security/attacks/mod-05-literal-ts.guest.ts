// imports a foreign module by a literal name
// expect: denied
await attempt("ts", async () => (await import("@@outside@@/secret.ts")).secret);
