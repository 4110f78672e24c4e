// debugs itself to see the closures of what runs it
// expect: denied
const inspector = await import("node:inspector");
await attempt("open", () => (inspector.open(0, "127.0.0.1"), inspector.url()));
const session = new inspector.Session();
await attempt("connect", () => session.connect());
await attempt("evaluate", () => new Promise((done, fail) => session.post("Runtime.evaluate", { expression: "1" }, (error, value) => (error ? fail(error) : done(JSON.stringify(value))))));
await attempt("pause on self", async () => (await import("node:inspector/promises")).open());
