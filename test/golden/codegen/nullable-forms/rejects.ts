import type { NullableFormsInput } from "./api.d.ts";

// @ts-expect-error e may not be null
export const e: NullableFormsInput = { a: null, b: null, c: null, d: null, e: null };
// @ts-expect-error a is text
export const a: NullableFormsInput = { a: 1, b: null, c: null, d: null };
