// changes the generated API or the program that runs it
// expect: denied
await attempt("api", () => Deno.writeTextFile(`${generated}/servers/target/index.ts`, "export const callTool = 1"));
await attempt("new module", () => Deno.writeTextFile(`${generated}/servers/target/evil.ts`, "x"));
await attempt("main", () => Deno.writeTextFile(new URL(Deno.mainModule), "x"));
await attempt("guest", () => Deno.writeTextFile(`${guest}/launch.mjs`, "x"));
await attempt("rename", () => Deno.rename(`${generated}/servers/target/index.ts`, `${workspace}/index.ts`));
await attempt("chmod", () => Deno.chmod(`${guest}/main.mjs`, 0o777));
await attempt("deno", () => Deno.writeTextFile(Deno.execPath(), "x"));
