// has one query take all the memory, with no code of its own between
// expect: memory, error, timeout
const { DatabaseSync } = await import("node:sqlite");
new DatabaseSync(":memory:").exec("create table t as with recursive n (i) as (select 1 union all select i + 1 from n) select randomblob(1 << 16) as x from n");
