// asks for facts about the machine and its user
// expect: denied
const os = await import("node:os");
const { default: process } = await import("node:process");
for (const name of ["hostname", "osRelease", "osUptime", "loadavg", "networkInterfaces", "systemMemoryInfo", "uid", "gid"]) {
  await attempt(`Deno.${name}`, () => JSON.stringify(Deno[name]()));
}
for (const name of ["cpus", "userInfo", "homedir", "hostname", "networkInterfaces", "totalmem", "version", "getPriority"]) {
  await attempt(`os.${name}`, () => JSON.stringify(os[name]()));
}
await attempt("setPriority", () => os.setPriority(0, 5));
await attempt("getuid", () => process.getuid());
