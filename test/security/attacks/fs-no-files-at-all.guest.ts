// finds some file although its policy has none
// expect: denied
// as: pathless
await attempt("cwd", () => [...Deno.readDirSync(".")].map((entry) => entry.name).join());
await attempt("own folder", () => Deno.readTextFile(`${workspace}/x`));
await attempt("write", () => Deno.writeTextFile("x", "x"));
await attempt("guest", () => Deno.readTextFile(`${guest}/main.mjs`));
