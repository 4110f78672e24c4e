// a permission prompt is answered by what stands in its input
// expect: denied
Deno.stdout.writeSync(new TextEncoder().encode("\u001b[2J"));
await attempt("prompt", () => prompt("Allow?"));
await attempt("confirm", () => confirm("Allow?"));
await attempt("alert", () => alert("Allow?"));
const { state } = await Deno.permissions.request({ name: "read", path: "/" });
tell(state === "granted" ? "ESCAPED" : "denied", "request", state);
await attempt("stdin raw", () => Deno.stdin.setRaw(true));
