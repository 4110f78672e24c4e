// disposes for ever, so that the run neither fails nor returns
// expect: timeout
// timeout: 1500
await using held = { [Symbol.asyncDispose]: () => new Promise((done) => setTimeout(done, 600_000)) };
return "returned";
