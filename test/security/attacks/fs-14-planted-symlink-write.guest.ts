// writes through a link that somebody else left
// expect: denied
// planted
await attempt("file", () => Deno.writeTextFile(`${workspace}/planted-file`, "changed"));
await attempt("dangling", () => Deno.writeTextFile(`${workspace}/planted-dangling`, "changed"));
await attempt("folder", () => Deno.writeTextFile(`${workspace}/planted-folder/new.txt`, "changed"));
await attempt("chmod", () => Deno.chmod(`${workspace}/planted-file`, 0o777));
await attempt("truncate", () => Deno.truncate(`${workspace}/planted-file`, 0));
