// gives a foreign file a name in its folder
// expect: denied
const fs = await import("node:fs");
await attempt("deno", () => (Deno.linkSync(`${outside}/secret.txt`, `${workspace}/h1`), Deno.readTextFileSync(`${workspace}/h1`)));
await attempt("node", () => (fs.linkSync(`${outside}/secret.txt`, `${workspace}/h2`), fs.readFileSync(`${workspace}/h2`, "utf8")));
