// stops its own process so that nothing in it can time out
// expect: timeout, error
// timeout: 2000
const { default: process } = await import("node:process");
process.kill(process.pid, "SIGSTOP");
await new Promise((done) => setTimeout(done, 600_000));
