// makes files whose names confuse screens and shells
// expect: contained
const names = ["a\nb", "-rf", "x\u202egpj.exe", "<img src=x onerror=alert(1)>", "$(id)", "'; rm -rf .", "..hidden", "\u001b[2J", " ", "CON", "a".repeat(255), "a".repeat(256), "\udcff"];
for (const name of names) await harmless(JSON.stringify(name.slice(0, 20)), () => Deno.writeTextFile(`${workspace}/${name}`, "x"));
