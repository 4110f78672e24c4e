// gets the helpers for temporary files out of the folder
// expect: denied
const fs = await import("node:fs");
const os = await import("node:os");
const name = outside.split("/").at(-1);
await attempt("makeTempFile", () => Deno.makeTempFile());
await attempt("prefix", () => Deno.makeTempFile({ dir: workspace, prefix: `../${name}/` }));
await attempt("suffix", () => Deno.makeTempFile({ dir: workspace, suffix: `/../../${name}/x` }));
await attempt("folder prefix", () => Deno.makeTempDir({ dir: workspace, prefix: `../${name}/` }));
await attempt("mkdtemp", () => fs.mkdtempSync("/tmp/attack-"));
await attempt("tmpdir", () => fs.writeFileSync(`${os.tmpdir()}/attack-was-here`, "x"));
