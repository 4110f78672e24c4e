// derives one key that needs gigabytes and minutes
// expect: timeout, memory, denied
const { scryptSync } = await import("node:crypto");
await attempt("scrypt", () => scryptSync("x", "y", 64, { N: 2 ** 20, r: 64, p: 8, maxmem: 2 ** 40 }).length);
