// reads a file of the host
// expect: denied
await attempt("passwd", () => Deno.readTextFile("/etc/passwd"));
