// keeps the microtask queue full
// expect: timeout, contained
const again = () => Promise.resolve().then(again);
again();
await new Promise(() => {});
