// blocks its thread without using the processor
// expect: timeout
// timeout: 1500
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600_000);
