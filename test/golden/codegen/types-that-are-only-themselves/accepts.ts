import type { TypesThatAreOnlyThemselvesInput } from "./api.d.ts";

export const full: TypesThatAreOnlyThemselvesInput = { a: 1, b: "x", s: { x: 1 }, d: null };
