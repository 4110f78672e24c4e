// reads and writes in another session's folder
// expect: denied
await attempt("read", () => Deno.readTextFile(`${otherWorkspace}/notes.txt`));
await attempt("write", () => Deno.writeTextFile(`${otherWorkspace}/new.txt`, "x"));
await attempt("step over", () => Deno.readTextFile(`../${otherWorkspace.split("/").at(-1)}/notes.txt`));
