// walks up out of its folder
// expect: denied
const name = outside.split("/").at(-1);
await attempt("relative", () => Deno.readTextFile(`../${name}/secret.txt`));
await attempt("from a folder", () => Deno.readTextFile(`${workspace}/a/../../${name}/secret.txt`));
await attempt("with dots", () => Deno.readTextFile(`${workspace}/./..//./${name}/secret.txt`));
await attempt("as a URL", () => Deno.readTextFile(new URL(`file://${workspace}/%2e%2e/${name}/secret.txt`)));
await attempt("list", () => [...Deno.readDirSync("..")].map((entry) => entry.name).join());
await attempt("chdir", () => (Deno.chdir(".."), Deno.cwd()));
