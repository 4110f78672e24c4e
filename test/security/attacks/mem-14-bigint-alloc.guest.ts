// keeps huge integers
// expect: memory, error, timeout
const kept = [];
for (;;) kept.push(1n << BigInt(1 << 28));
