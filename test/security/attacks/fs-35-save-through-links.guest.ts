// saves and shows files through links that somebody else left
// expect: denied
// planted
const { saveFile, display } = await import("./client.ts");
for (const path of ["planted-file", "planted-dangling", "planted-folder/new.txt", "planted-folder/new/deep.txt", "planted-root/tmp/attack-was-here", "./own.txt/../planted-file", `${outside}/secret.txt`, "../escaped.txt", "a/../../escaped.txt"]) {
  await attempt(`save ${path}`, () => saveFile(path, "changed"));
}
await harmless("save by URL", () => saveFile("file:///tmp/attack-was-here", "a path in its own folder"));
await attempt("show", async () => { await display(Deno.readTextFileSync("planted-file")); return "shown"; });
await attempt("show bytes", async () => { await display({ type: "image", mimeType: "image/png", data: Deno.readFileSync("planted-file").toBase64() }); return "shown"; });
await attempt("copy", () => Deno.copyFileSync("planted-file", "copy.txt"));
await attempt("stream", async () => await new Response((await Deno.open("planted-file")).readable).text());
await attempt("link to a link", async () => (await import("node:fs")).linkSync("planted-file", "second") ?? Deno.readTextFileSync("second"));
