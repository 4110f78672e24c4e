// follows a link that somebody else left in its folder
// expect: denied
// planted
await attempt("file", () => Deno.readTextFile(`${workspace}/planted-file`));
await attempt("folder", () => Deno.readTextFile(`${workspace}/planted-folder/secret.txt`));
await attempt("list", () => [...Deno.readDirSync(`${workspace}/planted-folder`)].map((entry) => entry.name).join());
await attempt("environ", () => Deno.readTextFile(`${workspace}/planted-environ`));
await attempt("root", () => Deno.readTextFile(`${workspace}/planted-root/etc/passwd`));
