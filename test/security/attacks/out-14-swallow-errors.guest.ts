// hides its failures from what watches it
// expect: error
addEventListener("unhandledrejection", (event) => event.preventDefault());
addEventListener("error", (event) => event.preventDefault());
Promise.reject(new Error("hidden"));
queueMicrotask(() => { throw new Error("hidden too"); });
export default "ok";
