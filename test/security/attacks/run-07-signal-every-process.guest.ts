// looks for the gateway among all processes and ends whom it finds
// expect: denied
const { default: process } = await import("node:process");
for (const signal of ["SIGKILL", "SIGSTOP", "SIGHUP", "SIGUSR1", "SIGINT"]) {
  await attempt(`Deno.kill ${signal}`, () => Deno.kill(Deno.ppid, signal));
  await attempt(`process.kill ${signal}`, () => process.kill(process.ppid, signal));
}
await attempt("number", () => process.kill(process.ppid, 9));
await attempt("debug", () => process._debugProcess(process.ppid));
await attempt("priority", async () => (await import("node:os")).setPriority(process.ppid, 19));
await attempt("any", () => {
  let reached = 0;
  for (let pid = 2; pid < 4000; pid++) try { if (pid !== process.pid) { process.kill(pid, 0); reached++; } } catch {}
  if (reached === 0) throw new Error("nobody");
  return reached;
});
