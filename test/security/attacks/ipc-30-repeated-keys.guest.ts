// writes one frame with every field twice, of two meanings
// expect: contained
// output: "genuine"
Deno.stdout.writeSync(new TextEncoder().encode('\n{"type":"log","level":"log","text":"x","type":"call","id":300,"kind":"tool","address":"target.echo","args":{"text":"x"},"address":"target.admin_delete_all","level":"log"}\n'.replace('"level":"log","text":"x",', "").replace(',"level":"log"', "")));
return "genuine";
