import type { NullableFormsInput } from "./api.d.ts";

export const nulls: NullableFormsInput = { a: null, b: null, c: null, d: null };
export const values: NullableFormsInput = { a: "a", b: 1, c: true, d: { x: 1 }, e: 1, f: null };
