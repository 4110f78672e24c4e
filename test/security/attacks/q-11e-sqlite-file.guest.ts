// has SQLite write a file beyond what it may hold
// expect: quota, denied
const fs = await import("node:fs");
const path = `${workspace}/large`;
const size = () => fs.statSync(path).size;
const { DatabaseSync } = await import("node:sqlite");
await attempt("sqlite", () => (new DatabaseSync(path).exec("create table t (x); insert into t values (zeroblob(20000000))"), size()));
