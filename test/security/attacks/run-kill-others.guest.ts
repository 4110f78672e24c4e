// sends signals to other processes
// expect: denied
const { default: process } = await import("node:process");
await attempt("parent", () => Deno.kill(Deno.ppid, "SIGTERM"));
await attempt("first", () => Deno.kill(1, "SIGTERM"));
await attempt("group", () => process.kill(0, "SIGUSR1"));
await attempt("all", () => process.kill(-1, "SIGUSR1"));
await attempt("probe", () => process.kill(Deno.ppid, 0));
