// sends data out as names to look up
// expect: denied
const dns = await import("node:dns/promises");
await attempt("resolveDns", () => Deno.resolveDns("data.example.invalid", "A"));
await attempt("lookup", () => dns.lookup("data.example.invalid"));
await attempt("resolve4", () => dns.resolve4("data.example.invalid"));
await attempt("own server", () => Deno.resolveDns("x.invalid", "A", { nameServer: { ipAddr: "127.0.0.1", port } }));
await attempt("servers", () => dns.getServers().join() || Promise.reject(new Error("none")));
