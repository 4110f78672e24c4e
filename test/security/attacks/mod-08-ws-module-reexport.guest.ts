// writes a module that imports a foreign one
// expect: denied
const target = `file://${outside}/secret`;
const write = (name, text) => (Deno.writeTextFileSync(`${workspace}/${name}`, text), `file://${workspace}/${name}`);
await attempt("reexport", async () => (await import(write("m1.ts", `export * from "${target}.ts"`))).secret);
await attempt("text", async () => (await import(write("m2.ts", `import t from "${target}.txt" with { type: "text" }; export default t`))).default);
await attempt("relative", async () => (await import(write("m3.ts", `export * from "../${outside.split("/").at(-1)}/secret.ts"`))).secret);
await attempt("data URL", async () => (await import(`data:text/javascript,${encodeURIComponent(`export * from "${target}.ts"`)}`)).secret);
await attempt("blob", async () => (await import(URL.createObjectURL(new Blob([`export * from "${target}.ts"`], { type: "text/javascript" })))).secret);
