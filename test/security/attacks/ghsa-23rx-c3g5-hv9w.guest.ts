// CVE-2024-34346: files of /proc and /dev stand for permissions that were not given
// expect: denied
for (const file of ["/proc/self/environ", "/proc/self/mem", "/proc/self/root/etc/passwd", "/proc/self/cwd/../../etc/passwd", "/proc/self/task/self/environ", "/proc/self/fd/1", "/dev/fd/0", "/dev/mem"]) {
  await attempt(`read ${file}`, () => Deno.readFileSync(file).length);
  await attempt(`write ${file}`, () => Deno.writeTextFileSync(file, "x", { create: false }));
}
