// replaces iterators and fails, so that the harness goes through lists of its own
// expect: error
Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ value: "FORGED", done: false });
throw new Error("its own");
