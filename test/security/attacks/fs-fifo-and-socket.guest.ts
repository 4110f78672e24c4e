// makes files that are no files
// expect: denied
const { createServer } = await import("node:net");
await attempt("unix listener", () => Deno.listen({ transport: "unix", path: `${workspace}/s` }));
await attempt("node unix listener", () => new Promise((done, fail) => createServer().once("error", fail).listen(`${workspace}/s2`, () => done("listening"))));
await attempt("unix connection", () => Deno.connect({ transport: "unix", path: socket }));
await attempt("fifo", () => new Deno.Command("mkfifo", { args: [`${workspace}/f`] }).outputSync());
