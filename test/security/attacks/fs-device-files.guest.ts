// opens devices
// expect: denied
for (const name of ["null", "zero", "random", "mem", "kmsg", "tty", "ptmx", "shm", "fd/0", "stdin", "stdout"]) {
  await attempt(name, () => Deno.openSync(`/dev/${name}`, { read: true }).close());
}
