// moves and copies foreign files into its folder
// expect: denied
// planted
const fs = await import("node:fs");
await attempt("copyFile", () => Deno.copyFile(`${outside}/secret.txt`, `${workspace}/c1`));
await attempt("rename", () => Deno.rename(`${outside}/secret.txt`, `${workspace}/c2`));
await attempt("cp", () => fs.cpSync(outside, `${workspace}/c3`, { recursive: true }));
await attempt("cp through a link", () => {
  fs.cpSync(`${workspace}/planted-folder`, `${workspace}/c4`, { recursive: true, dereference: true });
  return fs.readFileSync(`${workspace}/c4/secret.txt`, "utf8");
});
