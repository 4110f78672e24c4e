// registers hooks that change what imports load
// expect: contained
const loader = await import("node:module");
await harmless("registerHooks", () => loader.registerHooks({
  resolve: (name, context, next) => next(name, context),
  load: (url, context, next) => (url.includes("secret.ts") ? { format: "module", source: "export const secret = 'hooked'", shortCircuit: true } : next(url, context)),
}));
const file = `${outside}/secret.ts`;
await harmless("hooked", async () => (await import(file)).secret);
await harmless("findPackageJSON", () => loader.findPackageJSON(`${outside}/node_modules/pkg/`));
await harmless("register", () => loader.register("data:text/javascript,export async function load(u,c,n){return n(u,c)}"));
