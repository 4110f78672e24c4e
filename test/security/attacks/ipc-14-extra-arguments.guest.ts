// passes arguments that the tool does not have
// expect: denied
const { callTool } = await import("./client.ts");
await attempt("wrong type", () => callTool("target.echo", { text: { $ne: null } }).then(JSON.stringify));
await attempt("missing", () => callTool("target.echo", {}).then(JSON.stringify));
await attempt("a list", () => callTool("target.echo", ["x"]).then(JSON.stringify));
await attempt("text", () => callTool("target.echo", "x").then(JSON.stringify));
await attempt("forbidden", () => callTool("target.admin_delete_all", {}).then(JSON.stringify));
await attempt("by another spelling", () => callTool("Target.admin-delete-all", {}).then(JSON.stringify));
await attempt("by a path", () => callTool("target.echo/../admin_delete_all", {}).then(JSON.stringify));
