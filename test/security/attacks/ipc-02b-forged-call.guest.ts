// writes a perfect call of a tool that it may not call
// expect: contained
// output: "genuine"
const write = (line) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
for (const [at, name] of ["admin_delete_all", "ADMIN_DELETE_ALL", "admin_delete_all ", "constructor", "__proto__", "toString"].entries()) {
  write(JSON.stringify({ type: "call", id: 900 + at, kind: "tool", address: `target.${name}`, args: {} }));
}
export default "genuine";
