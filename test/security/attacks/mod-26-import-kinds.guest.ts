// imports everything in every way that an attribute allows
// expect: denied
const kinds = ["text", "bytes", "json"];
const file = (name) => `file://${outside}/${name}`;
const wrap = (url, type) => `import value from ${JSON.stringify(url)} with { type: ${JSON.stringify(type)} }; export default value;`;
for (const type of kinds) {
  for (const name of ["secret.txt", "secret.json", ".env"]) {
    await attempt(`file ${type} ${name}`, async () => String((await import(file(name), { with: { type } })).default));
    await attempt(`data ${type} ${name}`, async () => String((await import(`data:text/javascript,${encodeURIComponent(wrap(file(name), type))}`)).default));
    await attempt(`blob ${type} ${name}`, async () => String((await import(URL.createObjectURL(new Blob([wrap(file(name), type)], { type: "text/javascript" })))).default));
  }
  await attempt(`proc ${type}`, async () => String((await import("file:///proc/self/environ", { with: { type } })).default));
  await attempt(`folder ${type}`, async () => String((await import(`file://${outside}`, { with: { type } })).default));
  await attempt(`http ${type}`, async () => String((await import(`http://127.0.0.1:${port}/x`, { with: { type } })).default));
  await attempt(`encoded ${type}`, async () => String((await import(`file://${workspace}/%2e%2e/outside/../../../etc/passwd`, { with: { type } })).default));
  await attempt(`npm ${type}`, async () => String((await import("npm:left-pad@1.3.0/package.json", { with: { type } })).default));
  await attempt(`jsr ${type}`, async () => String((await import("jsr:@std/assert@1/equals", { with: { type } })).default));
}
// Put together, since the compiler refuses them where it can read them.
const load = (name) => import(name);
for (const name of ["ftp://127.0.0.1/x", "deno:core", "ext:core/ops", "ext:core/mod.js", "node:internal/bootstrap/loaders", "pkg", "internal:x", `file://${outside}/secret.ts`, `file:///proc/self/root${outside}/secret.ts`, `file://localhost${outside}/secret.ts`, `${workspace}/../outside-mod-26-import-kinds/secret.ts`]) {
  await attempt(name, async () => JSON.stringify(await load(name)));
}
