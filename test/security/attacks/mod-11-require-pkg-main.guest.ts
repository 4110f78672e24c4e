// has a package of its own point outside
// expect: denied
const { createRequire } = await import("node:module");
const folder = `${workspace}/node_modules/evil`;
const up = `../../../${outside.split("/").at(-1)}/secret.json`;
Deno.mkdirSync(folder, { recursive: true });
Deno.writeTextFileSync(`${folder}/package.json`, JSON.stringify({ name: "evil", version: "1.0.0", main: up }));
Deno.writeTextFileSync(`${workspace}/package.json`, JSON.stringify({ dependencies: { evil: "1.0.0" } }));
await attempt("main", () => JSON.stringify(createRequire(`file://${workspace}/x.js`)("evil")));
Deno.writeTextFileSync(`${folder}/package.json`, JSON.stringify({ name: "evil", version: "1.0.0", exports: { ".": `./${up}` }, imports: { "#x": up } }));
await attempt("exports", () => JSON.stringify(createRequire(`file://${workspace}/y.js`)("evil")));
const bare = ["ev", "il"].join("");
await attempt("import", async () => JSON.stringify(await import(bare)));
