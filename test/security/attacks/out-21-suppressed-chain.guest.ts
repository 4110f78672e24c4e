// fails with an error whose causes and suppressed errors have no end
// expect: error, memory, timeout
let error = new Error("innermost");
for (let i = 0; i < 5000; i++) error = new SuppressedError(new Error("x", { cause: error }), error, `layer ${i}`);
error.cause = error;
throw error;
