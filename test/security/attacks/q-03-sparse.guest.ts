// makes a file of one terabyte
// expect: quota, denied
const file = Deno.openSync(`${workspace}/sparse`, { create: true, write: true });
await attempt("truncate", () => (file.truncateSync(2 ** 40), file.statSync().size));
