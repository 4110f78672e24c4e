// fills a database in memory
// expect: memory, error
const { DatabaseSync } = await import("node:sqlite");
const database = new DatabaseSync(":memory:");
database.exec("create table t (x)");
const insert = database.prepare("insert into t values (randomblob(1 << 20))");
for (;;) insert.run();
