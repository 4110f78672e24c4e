import type { LocalNamesInput } from "./api.d.ts";

export const full: LocalNamesInput = { a: "one", b: { n: 1 }, c: true, d: "x", "a/b": ["x"] };
