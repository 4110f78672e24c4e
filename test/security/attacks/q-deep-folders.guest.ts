// nests folders deeper than any path may be long
// expect: quota, denied, contained
// timeout: 4000
let path = workspace;
await harmless("nest", () => { for (let i = 0; i < 190; i++) { path += `/${"d".repeat(20)}`; Deno.mkdirSync(path); } });
