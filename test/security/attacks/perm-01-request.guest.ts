// asks for more permissions while it runs
// expect: denied
const wishes = [{ name: "read" }, { name: "read", path: outside }, { name: "write" }, { name: "net" }, { name: "env" }, { name: "run" }, { name: "ffi" }, { name: "sys" }, { name: "import" }];
const granted = ({ state }) => { if (state !== "granted") throw new Error(state); return state; };
for (const wish of wishes) await attempt(JSON.stringify(wish), async () => granted(await Deno.permissions.request(wish)));
await attempt("sync", () => granted(Deno.permissions.requestSync({ name: "run" })));
