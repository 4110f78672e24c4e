// fetches a file URL
// expect: denied
await attempt("fetch", async () => (await fetch(`file://${outside}/secret.txt`)).text());
await attempt("xhr", async () => (await new Promise((done, fail) => { const x = new XMLHttpRequest(); x.onload = () => done(x.responseText); x.onerror = fail; x.open("GET", `file://${outside}/secret.txt`); x.send(); })));
