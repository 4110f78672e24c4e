// refills node's tick queue and the microtask queue in turn
// expect: timeout
const { default: process } = await import("node:process");
const micro = () => queueMicrotask(micro);
const tick = () => process.nextTick(tick);
micro();
tick();
await new Promise(() => {});
