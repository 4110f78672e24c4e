// imports foreign files by computed names
// expect: denied
const base = [outside, "secret"].join("/");
await attempt("ts", async () => (await import(`${base}.ts`)).secret);
await attempt("file URL", async () => (await import(`file://${base}.ts`)).secret);
await attempt("json", async () => JSON.stringify((await import(`${base}.json`, { with: { type: "json" } })).default));
await attempt("text", async () => (await import(`${base}.txt`, { with: { type: "text" } })).default);
