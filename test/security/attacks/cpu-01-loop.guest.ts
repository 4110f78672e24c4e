// spins for ever
// expect: timeout
for (;;);
