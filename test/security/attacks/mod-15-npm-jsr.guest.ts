// imports from registries and hosts
// expect: denied
for (const name of ["npm:left-pad@1.3.0", "jsr:@std/assert@1", "https://deno.land/std/version.ts", `http://127.0.0.1:${port}/m.ts`]) {
  await attempt(name, async () => Object.keys(await import(name)).join());
}
