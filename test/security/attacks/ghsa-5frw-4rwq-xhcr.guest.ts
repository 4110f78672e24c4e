// credentials for modules are sent to hosts whose names end alike
// expect: denied
await attempt("tokens", () => Deno.env.get("DENO_AUTH_TOKENS"));
await attempt("import", async () => Object.keys(await import(`http://127.0.0.1:${port}/m.ts`)).join());
await attempt("import by suffix", async () => Object.keys(await import(`https://evil.127.0.0.1:${port}/m.ts`)).join());
