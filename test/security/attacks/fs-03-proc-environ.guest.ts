// reads environments through /proc
// expect: denied
const names = ["self", "1", "thread-self", `${Deno.ppid}`, `${Deno.pid}`];
for (const name of names) await attempt(name, () => Deno.readTextFile(`/proc/${name}/environ`));
