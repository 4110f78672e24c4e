// has the gateway itself read a file by naming it
// expect: contained
const { display, saveFile, readResult } = await import("./client.ts");
for (const uri of [`file://${outside}/secret.txt`, `${outside}/secret.txt`, "file:///proc/self/environ", "file:///etc/passwd"]) {
  await harmless(`link ${uri}`, () => display({ type: "resource_link", uri, name: "secret" }));
  await harmless(`resource ${uri}`, () => display({ type: "resource", resource: { uri, mimeType: "text/plain", text: "" } }));
  await harmless(`save ${uri}`, () => saveFile("saved.txt", { type: "resource_link", uri }));
  await harmless(`handle ${uri}`, async () => JSON.stringify(await readResult(uri)));
  await harmless(`handle by path ${uri}`, async () => JSON.stringify(await readResult(`res_/../../..${uri}`)));
  await harmless(`fetch ${uri}`, async () => await (await fetch(uri)).text());
}
