// things are kept in node's compatibility layer
// expect: contained
const { default: events } = await import("node:events");
const { AsyncLocalStorage } = await import("node:async_hooks");
const { default: process } = await import("node:process");
events.left = process.left = "left";
process.on("left", () => {});
process.title = "left";
new AsyncLocalStorage().enterWith("left");
