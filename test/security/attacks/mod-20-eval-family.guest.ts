// makes code from strings in the hope of more rights
// expect: denied
const read = `Deno.readTextFileSync("${outside}/secret.txt")`;
const vm = await import("node:vm");
await attempt("eval", () => (0, eval)(read));
await attempt("Function", () => new Function(`return ${read}`)());
await attempt("async constructor", () => Object.getPrototypeOf(async () => {}).constructor(`return ${read}`)());
await attempt("generator constructor", () => Object.getPrototypeOf(function* () {}).constructor(`yield ${read}`)().next().value);
await attempt("vm", () => vm.runInNewContext("read(path)", { read: Deno.readTextFileSync, path: `${outside}/secret.txt` }));
await attempt("vm constructor", () => vm.runInNewContext(`this.constructor.constructor("return Deno")().readTextFileSync("${outside}/secret.txt")`));
await attempt("vm this", () => vm.runInThisContext(read));
