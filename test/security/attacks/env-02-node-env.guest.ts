// reads the environment through node
// expect: denied
const { default: process } = await import("node:process");
const must = (value, why) => { if (!value) throw new Error(why); return value; };
await attempt("get", () => must(process.env.LAB_SECRET, "undefined"));
await attempt("keys", () => must(Object.keys(process.env).join(), "empty"));
await attempt("in", () => must("LAB_SECRET" in process.env, "absent"));
