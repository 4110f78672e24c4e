// requires foreign files
// expect: denied
const { createRequire } = await import("node:module");
const inside = createRequire(`file://${workspace}/x.js`);
const name = outside.split("/").at(-1);
await attempt("absolute", () => JSON.stringify(inside(`${outside}/secret.json`)));
await attempt("relative", () => JSON.stringify(inside(`../${name}/secret.json`)));
await attempt("from there", () => JSON.stringify(createRequire(`file://${outside}/x.js`)("./secret.json")));
await attempt("package", () => JSON.stringify(createRequire(`file://${outside}/x.js`)("pkg/package.json")));
