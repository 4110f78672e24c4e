// changes files outside in every way there is
// expect: denied
const fs = await import("node:fs");
const file = `${outside}/secret.txt`;
await attempt("tmp", () => Deno.writeTextFile("/tmp/attack-was-here", "x"));
await attempt("root", () => Deno.writeTextFile("/attack-was-here", "x"));
await attempt("new", () => Deno.writeTextFile(`${outside}/attack-was-here`, "x"));
await attempt("append", () => fs.appendFileSync(file, "x"));
await attempt("mkdir", () => Deno.mkdir(`${outside}/folder`));
await attempt("remove", () => Deno.remove(file));
await attempt("truncate", () => Deno.truncate(file, 0));
await attempt("chmod", () => Deno.chmod(file, 0o600));
await attempt("chown", () => Deno.chown(file, 60800, 60800));
await attempt("utime", () => Deno.utime(file, 1, 1));
await attempt("rename", () => Deno.rename(file, `${outside}/moved`));
