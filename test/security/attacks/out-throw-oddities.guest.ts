// throws what no printer expects
// expect: error
const thing = new Proxy(new Error("x"), { get() { throw thing; }, getPrototypeOf() { throw thing; } });
throw thing;
