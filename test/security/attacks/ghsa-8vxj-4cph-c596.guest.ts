// CVE-2025-48935: SQLite attaches files that the program may not open
// expect: denied
const { DatabaseSync } = await import("node:sqlite");
const memory = () => new DatabaseSync(":memory:");
await attempt("attach", () => (memory().exec(`ATTACH DATABASE '${outside}/a.db' AS a`), "attached"));
await attempt("attach URI", () => (memory().exec(`ATTACH DATABASE 'file:${outside}/a.db?mode=rwc' AS a`), "attached"));
await attempt("vacuum", () => (memory().exec(`VACUUM INTO '${outside}/a.db'`), "written"));
await attempt("read only", () => new DatabaseSync(`${outside}/secret.txt`, { readOnly: true }).prepare("select 1").get());
await attempt("pragma", () => memory().prepare(`PRAGMA temp_store_directory = '${outside}'`).all().length || Promise.reject(new Error("ignored")));
await attempt("backup", async () => (await import("node:sqlite")).backup(memory(), `${outside}/b.db`));
