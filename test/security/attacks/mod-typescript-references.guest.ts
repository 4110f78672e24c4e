// has comments name foreign modules
// expect: denied
/// <reference path="@@outside@@/secret.ts" />
// @deno-types="@@outside@@/secret.ts"
const file = `data:application/typescript,${encodeURIComponent(`/// <reference types="file://${outside}/secret.ts" />\n/** @jsxImportSource file://${outside} */\nexport default 1`)}`;
await attempt("types", async () => { throw new Error(`only a module: ${(await import(file)).default}`); });
await attempt("jsx", async () => (await import(`data:text/tsx,${encodeURIComponent(`/** @jsxImportSource file://${outside} */ export default <a/>`)}`)).default);
