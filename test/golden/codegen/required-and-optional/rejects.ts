import type { RequiredAndOptionalInput } from "./api.d.ts";

// @ts-expect-error title is missing
export const missing: RequiredAndOptionalInput = { body: "b" };
// @ts-expect-error a number is no title
export const wrong: RequiredAndOptionalInput = { title: 3 };
// @ts-expect-error there is no such field
export const unknown: RequiredAndOptionalInput = { title: "a", titel: "b" };
