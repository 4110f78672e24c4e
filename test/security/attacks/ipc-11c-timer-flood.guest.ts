// floods the gateway with timers
// expect: quota, memory, timeout
for (;;) setTimeout(() => {}, 1e9);
