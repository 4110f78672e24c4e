// writes a module into its folder that imports what it may not
// expect: denied
const write = (name, text) => (Deno.writeTextFileSync(`${workspace}/${name}`, text), `file://${workspace}/${name}`);
await attempt("text", async () => (await import(write("a.ts", `export { default } from "${outside}/secret.txt" with { type: "text" };`))).default);
await attempt("bytes", async () => (await import(write("b.ts", `import b from "../${outside.split("/").at(-1)}/secret.txt" with { type: "bytes" }; export default b;`))).default);
await attempt("json", async () => JSON.stringify((await import(write("c.ts", `import c from "file://${outside}/secret.json" with { type: "json" }; export default c;`))).default));
await attempt("require", async () => JSON.stringify((await import(write("d.cjs", `module.exports = require("${outside}/secret.json")`))).default));
await attempt("package", async () => {
  write("package.json", JSON.stringify({ name: "x", imports: { "#x": `../${outside.split("/").at(-1)}/secret.ts` }, dependencies: { pkg: `file:${outside}/node_modules/pkg` } }));
  return (await import(write("e.ts", 'export { secret as default } from "#x";'))).default;
});
await attempt("config", async () => {
  write("deno.json", JSON.stringify({ imports: { stolen: `${outside}/secret.ts` }, nodeModulesDir: "auto" }));
  return (await import(write("f.ts", 'export { secret as default } from "stolen";'))).default;
});
await attempt("map", async () => (await import(write("g.js", `export default 1; throw new Error("x");\n//# sourceMappingURL=file://${outside}/secret.json`))).default);
