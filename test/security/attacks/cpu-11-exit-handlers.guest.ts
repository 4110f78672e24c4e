// will not let the process unload
// expect: timeout, contained
// timeout: 1500
addEventListener("unload", () => { for (;;); });
addEventListener("beforeunload", (event) => event.preventDefault());
