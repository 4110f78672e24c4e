// CVE-2026-49401: a path is written in other characters that mean the same
// expect: denied
const spelled = [outside.normalize("NFD"), outside.toUpperCase(), outside.replace("outside", "\uff4futside"), outside.replaceAll("/", "//"), outside.replace("outside", "outs\u0131de"), outside.replaceAll("/", "/./"), `${workspace}/..${outside.slice(outside.lastIndexOf("/"))}`, outside.replace("/outside", "\u2215outside")];
for (const folder of spelled) await attempt(folder, () => Deno.readTextFileSync(`${folder}/secret.txt`));
