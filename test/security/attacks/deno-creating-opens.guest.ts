// commits without an advisory: opening for reading creates, umask and special files
// expect: denied
// as: reader
const fs = await import("node:fs");
const { default: process } = await import("node:process");
await attempt("create", () => Deno.openSync(`${workspace}/new`, { read: true, create: true, write: true }).close());
await attempt("flags", () => fs.closeSync(fs.openSync(`${workspace}/new2`, "a+")));
await attempt("exclusive", () => fs.closeSync(fs.openSync(`${workspace}/new3`, "wx")));
await attempt("umask", () => process.umask(0));
await attempt("cp", () => Deno.copyFileSync(`${workspace}/own.txt`, `${workspace}/copy`));
await attempt("appending", () => fs.appendFileSync(`${workspace}/own.txt`, "x"));
