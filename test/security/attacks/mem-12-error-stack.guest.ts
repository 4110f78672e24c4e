// collects endless stack traces
// expect: memory, error, timeout
Error.stackTraceLimit = Number.POSITIVE_INFINITY;
const kept = [];
const dive = (depth) => {
  if (depth > 0) return dive(depth - 1);
  for (;;) kept.push(new Error("x".repeat(1000)).stack);
};
dive(5000);
