// changes mode, owner and times through a descriptor that it may only read
// expect: denied
// in any: contained
// as: reader
const fs = await import("node:fs");
const own = fs.openSync(`${workspace}/own.txt`, "r");
await attempt("fchmod", () => fs.fchmodSync(own, 0o777));
await attempt("fchown", () => fs.fchownSync(own, 1, 1));
await attempt("futimes", () => fs.futimesSync(own, 1, 1));
await attempt("utime", () => Deno.openSync(`${workspace}/own.txt`).utimeSync(1, 1));
