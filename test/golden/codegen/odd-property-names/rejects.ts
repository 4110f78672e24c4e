import type { OddPropertyNamesInput } from "./api.d.ts";

// @ts-expect-error with-dash is missing
export const dash: OddPropertyNamesInput = { ["__proto__"]: 1, constructor: true, toString: "a", hasOwnProperty: "a" };
// @ts-expect-error length is a number
export const length: OddPropertyNamesInput = { ["__proto__"]: 1, "with-dash": "a", length: "a" };
