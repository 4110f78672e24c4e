// calls Deno's inner operations directly
// expect: denied
await import("node:fs");
const inner = Object.getOwnPropertySymbols(Deno).map((symbol) => Deno[symbol]).find((value) => value?.core);
await attempt("ops", () => Object.keys(inner.core.ops).length);
await attempt("read", () => inner.core.ops.op_read_file_text_sync(`${outside}/secret.txt`));
await attempt("env", () => inner.core.ops.op_env("LAB_SECRET"));
await attempt("by name", () => (globalThis.Deno.internal in Deno ? Deno[Deno.internal].core : undefined).ops.op_exec_path());
