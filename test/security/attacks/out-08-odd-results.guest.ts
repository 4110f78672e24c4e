// returns everything that JSON cannot say
// expect: contained
const round = { a: 1 };
round.self = round;
export default [undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, 10n, Symbol("s"), () => 1, new Date(0), new Date(Number.NaN), new Map([[1, 2]]), new Set([1]), new WeakMap(), new Error("e"), /x/g, new Uint8Array([1, 2]), "\ud800", new Proxy([], {}), round];
