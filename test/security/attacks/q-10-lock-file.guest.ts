// holds a lock for whoever comes next
// expect: contained
const file = await Deno.open(`${workspace}/lock`, { create: true, write: true });
await file.lock(true);
await harmless("guest", async () => { (await Deno.open(`${guest}/main.mjs`)).lockSync(true); return "locked"; });
