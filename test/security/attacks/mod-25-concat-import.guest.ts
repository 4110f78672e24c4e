// names foreign files in ways that a compiler folds
// expect: denied
const word = "secret";
const whole = "@@outside@@/" + "secret.json";
const asJson = { with: { type: "json" } };
await attempt("constant", async () => JSON.stringify((await import(whole, asJson)).default));
await attempt("sum", async () => JSON.stringify((await import("@@outside@@/" + "secret.json", asJson)).default));
await attempt("template", async () => JSON.stringify((await import(`@@outside@@/${word}.json`, asJson)).default));
