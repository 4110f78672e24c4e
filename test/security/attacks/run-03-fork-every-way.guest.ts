// starts processes by the names that are seldom watched
// expect: denied
const children = await import("node:child_process");
const cluster = (await import("node:cluster")).default;
const { default: process } = await import("node:process");
const { writeFileSync } = await import("node:fs");
writeFileSync(`${workspace}/child.mjs`, `import { writeFileSync } from "node:fs"; writeFileSync("${outside}/child-was-here", "x");`);
const started = (child) => new Promise((done, fail) => child.on("error", fail).on("spawn", () => done("started")).on("online", () => done("online")).on("exit", () => fail(new Error("gone"))));
await attempt("Command.spawn", () => new Deno.Command(Deno.execPath(), { args: ["eval", "1"], clearEnv: true }).spawn().pid);
await attempt("Command.output", () => new Deno.Command("/bin/sh", { args: ["-c", `echo x > ${outside}/sh`], uid: 0, detached: true }).output());
await attempt("spawn by Deno", () => Deno.spawn("/bin/sh", ["-c", "id"]));
await attempt("spawnAndWait", () => Deno.spawnAndWaitSync("/bin/sh", ["-c", "id"]));
await attempt("run", () => Deno.run({ cmd: ["/bin/id"] }));
await attempt("spawnSync", () => { const { error, pid } = children.spawnSync("/bin/sh", ["-c", "id"], { env: {} }); if (error) throw error; return pid; });
await attempt("execFile", () => started(children.execFile(process.execPath, [`${workspace}/child.mjs`], { env: {} })));
await attempt("fork", () => started(children.fork(`${workspace}/child.mjs`, { execArgv: ["-A"], execPath: "/bin/sh", env: {} })));
await attempt("detached", () => started(children.spawn("/bin/sh", ["-c", "id"], { detached: true, stdio: "ignore", env: {} })));
await attempt("promisified", async () => (await (await import("node:util")).promisify(children.execFile)("/bin/sh", ["-c", "id"], { env: {} })).stdout);
await attempt("cluster", () => { cluster.setupPrimary({ exec: `${workspace}/child.mjs`, execArgv: ["-A"] }); return started(cluster.fork()); });
await attempt("binding", () => new (process.binding("process_wrap").Process)().spawn({ file: "/bin/sh", args: ["sh"] }));
await attempt("spawn_sync binding", () => process.binding("spawn_sync").spawn({ file: "/bin/sh", args: ["sh"] }).pid);
