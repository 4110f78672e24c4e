import type { LargeEnumInput } from "./api.d.ts";

// @ts-expect-error still text
export const code: LargeEnumInput = { code: 1 };
// @ts-expect-error a short list is kept
export const few: LargeEnumInput = { few: "c" };
