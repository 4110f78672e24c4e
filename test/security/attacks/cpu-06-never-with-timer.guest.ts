// waits for nothing, held up by a timer
// expect: timeout
// timeout: 1500
setInterval(() => {}, 60_000);
await new Promise(() => {});
