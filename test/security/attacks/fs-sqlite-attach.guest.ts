// has SQLite open files for it
// expect: denied
const { DatabaseSync } = await import("node:sqlite");
await attempt("open", () => new DatabaseSync(`${outside}/x.db`).exec("create table t (x)"));
await attempt("attach", () => new DatabaseSync(":memory:").exec(`attach '${outside}/x.db' as other; create table other.t (x)`));
await attempt("vacuum", () => new DatabaseSync(":memory:").exec(`vacuum into '${outside}/copy.db'`));
await attempt("extension", () => new DatabaseSync(":memory:", { allowExtension: true }).loadExtension("/lib/x86_64-linux-gnu/libc.so.6"));
