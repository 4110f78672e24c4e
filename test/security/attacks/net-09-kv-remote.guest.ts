// opens a key-value store over the network
// expect: denied
await attempt("kv", () => Deno.openKv(`http://127.0.0.1:${port}/`));
