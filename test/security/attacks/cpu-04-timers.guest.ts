// arms timers that arm timers
// expect: timeout, contained, quota
setInterval(() => {}, 0);
const rearm = () => setTimeout(rearm, 0);
rearm();
await new Promise(() => {});
