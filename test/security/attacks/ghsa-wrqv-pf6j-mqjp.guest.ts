// what one session kept in node's compatibility layer is seen by the next
// expect: denied
// after: ghsa-wrqv-pf6j-mqjp-before
const { default: events } = await import("node:events");
const { AsyncLocalStorage } = await import("node:async_hooks");
const { default: process } = await import("node:process");
const must = (value) => { if (!value) throw new Error("nothing"); return value; };
await attempt("emitter", () => must(events.left));
await attempt("process", () => must(process.left));
await attempt("listeners", () => must(process.listenerCount("left")));
await attempt("storage", () => must(new AsyncLocalStorage().getStore()));
await attempt("title", () => must(process.title === "left"));
