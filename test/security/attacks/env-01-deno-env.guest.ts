// reads and changes the environment through Deno
// expect: denied
await attempt("get", () => Deno.env.get("LAB_SECRET"));
await attempt("toObject", () => JSON.stringify(Deno.env.toObject()));
await attempt("has", () => Deno.env.has("LAB_SECRET"));
await attempt("set", () => Deno.env.set("PATH", "/elsewhere"));
await attempt("delete", () => Deno.env.delete("PATH"));
