// reads a file of the host, synchronously
// expect: denied
const { readFileSync } = await import("node:fs");
await attempt("deno", () => Deno.readFileSync("/etc/shadow").length);
await attempt("node", () => readFileSync("/etc/shadow").length);
