// catches every signal that asks it to end
// expect: timeout
// timeout: 1500
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU"]) {
  await harmless(signal, () => Deno.addSignalListener(signal, () => {}));
}
setInterval(() => {}, 1000);
await new Promise(() => {});
