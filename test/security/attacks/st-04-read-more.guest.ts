// finds what an earlier run left where the first look does not go
// expect: denied
// after: st-03-write-more
const fs = await import("node:fs");
const { default: process } = await import("node:process");
const must = (value) => { if (!value || !String(value).includes("LEFT")) throw new Error("nothing"); return value; };
const heard = (channel) => new Promise((done, fail) => { channel.onmessage = ({ data }) => done(data); setTimeout(() => fail(new Error("silent")), 100); });
await attempt("indexedDB", async () => must(JSON.stringify(await indexedDB.databases())));
await attempt("sessionStorage", () => must(sessionStorage.getItem("left")));
await attempt("kv in a file", async () => must((await (await Deno.openKv(`${outside}/left.kv`)).get(["left"])).value));
await attempt("kv in memory", async () => must((await (await Deno.openKv(":memory:")).get(["left"])).value));
await attempt("channel", () => heard(new BroadcastChannel("left")));
await attempt("node channel", async () => heard(new (await import("node:worker_threads")).BroadcastChannel("left")));
await attempt("environment", () => must(process.env.LEFT));
await attempt("Deno.env", () => must(Deno.env.get("LEFT")));
await attempt("symbol", () => must(globalThis[Symbol.for("left")]));
await attempt("module", async () => must((await import("node:os")).default.left));
await attempt("guest", () => must(fs.readFileSync(`${guest}/left.ts`, "utf8")));
await attempt("generated", () => must(fs.readFileSync(`${generated}/left.ts`, "utf8")));
await attempt("memory file", () => must(fs.readFileSync("/dev/shm/left-behind", "utf8")));
