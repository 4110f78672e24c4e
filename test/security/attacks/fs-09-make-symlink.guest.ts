// makes a link that leads out and follows it
// expect: denied
const fs = await import("node:fs");
await attempt("deno", () => (Deno.symlinkSync(`${outside}/secret.txt`, `${workspace}/l1`), Deno.readTextFileSync(`${workspace}/l1`)));
await attempt("node", () => (fs.symlinkSync(`${outside}/secret.txt`, `${workspace}/l2`), fs.readFileSync(`${workspace}/l2`, "utf8")));
await attempt("relative", () => (fs.symlinkSync("..", `${workspace}/l3`, "dir"), fs.readdirSync(`${workspace}/l3`).join()));
await attempt("junction", () => (fs.symlinkSync(outside, `${workspace}/l4`, "junction"), fs.readdirSync(`${workspace}/l4`).join()));
