// leaves something for a later run where the first look does not go
// expect: contained
const fs = await import("node:fs");
const { default: process } = await import("node:process");
await harmless("indexedDB", () => new Promise((done, fail) => { const request = indexedDB.open("left"); request.onsuccess = () => done("opened"); request.onerror = () => fail(new Error("refused")); }));
await harmless("sessionStorage", () => sessionStorage.setItem("left", "LEFT"));
await harmless("kv in a file", async () => (await Deno.openKv(`${outside}/left.kv`)).set(["left"], "LEFT"));
await harmless("kv in memory", async () => (await Deno.openKv(":memory:")).set(["left"], "LEFT"));
await harmless("channel", () => new BroadcastChannel("left").postMessage("LEFT"));
await harmless("node channel", async () => new (await import("node:worker_threads")).BroadcastChannel("left").postMessage("LEFT"));
await harmless("environment", () => { process.env.LEFT = "LEFT"; });
await harmless("Deno.env", () => Deno.env.set("LEFT", "LEFT"));
await harmless("cwd", () => process.chdir(".."));
await harmless("title", () => { process.title = "LEFT"; });
await harmless("symbol", () => { globalThis[Symbol.for("left")] = "LEFT"; });
await harmless("module", async () => { (await import("node:os")).default.left = "LEFT"; });
await harmless("temp", () => Deno.writeTextFileSync(`${Deno.makeTempDirSync()}/left`, "LEFT"));
await harmless("guest", () => fs.writeFileSync(`${guest}/left.ts`, "LEFT"));
await harmless("generated", () => fs.writeFileSync(`${generated}/left.ts`, "LEFT"));
await harmless("memory file", () => fs.writeFileSync("/dev/shm/left-behind", "LEFT"));
await harmless("lock", () => void navigator.locks.request("left", () => new Promise(() => {})).catch(() => {}));
