// a registry's token is sent to another host
// expect: denied
Deno.writeTextFileSync(`${workspace}/.npmrc`, `@scope:registry=http://127.0.0.1:${port}/\n//127.0.0.1:${port}/:_authToken=abc\n`);
Deno.writeTextFileSync(`${workspace}/package.json`, JSON.stringify({ dependencies: { "@scope/x": "1" } }));
const { createRequire } = await import("node:module");
for (const name of ["npm:@scope/x", "@scope/x"]) await attempt(name, async () => Object.keys(await import(name)).join());
await attempt("require", () => createRequire(`file://${workspace}/x.js`)("@scope/x"));
