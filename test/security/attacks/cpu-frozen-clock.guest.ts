// waits actively for a clock that stands still
// expect: timeout
const from = Date.now();
while (Date.now() - from < 50 && performance.now() < 50);
