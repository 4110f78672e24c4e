// starts other programs
// expect: denied
const children = await import("node:child_process");
const started = (child) => new Promise((done, fail) => child.on("error", fail).on("spawn", () => done("started")));
await attempt("Command", () => new Deno.Command("/bin/sh").outputSync().code);
await attempt("execSync", () => children.execSync("id").toString());
await attempt("spawn", () => started(children.spawn("id")));
await attempt("exec", () => new Promise((done, fail) => children.exec("id", (error, out) => (error ? fail(error) : done(out)))));
await attempt("fork", () => started(children.fork(`${workspace}/x.js`)));
await attempt("deno", () => children.execFileSync(Deno.execPath(), ["--version"]).toString());
await attempt("cluster", async () => (await import("node:cluster")).default.fork().id);
await attempt("execve", async () => (await import("node:process")).default.execve("/bin/sh", ["sh"]));
