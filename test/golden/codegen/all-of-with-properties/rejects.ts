import type { AllOfWithPropertiesInput } from "./api.d.ts";

// @ts-expect-error b is missing
export const b: AllOfWithPropertiesInput = { a: "x", c: true };
// @ts-expect-error c is missing
export const c: AllOfWithPropertiesInput = { a: "x", b: 1 };
// @ts-expect-error a is from a list
export const a: AllOfWithPropertiesInput = { a: "z", b: 1, c: true };
