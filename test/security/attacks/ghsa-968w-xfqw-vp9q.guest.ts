// CVE-2026-49406: a package's own description leads out of its folder
// expect: denied
const { createRequire } = await import("node:module");
const up = `../../../${outside.split("/").at(-1)}`;
const forms = { main: { main: `${up}/secret.json` }, exports: { exports: `./${up}/secret.json` }, module: { module: `${up}/secret.ts`, main: `${up}/secret.ts` }, folder: { main: up } };
for (const [form, fields] of Object.entries(forms)) {
  const name = `by-${form}`;
  Deno.mkdirSync(`${workspace}/node_modules/${name}`, { recursive: true });
  Deno.writeTextFileSync(`${workspace}/node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", ...fields }));
  await attempt(`require ${name}`, () => JSON.stringify(createRequire(`file://${workspace}/x.js`)(name)));
  await attempt(`import ${name}`, async () => JSON.stringify(await import(`file://${workspace}/node_modules/${name}`)));
}
