import type { LiteralObjectsInput } from "./api.d.ts";

// @ts-expect-error another constant
export const a: LiteralObjectsInput = { a: { x: 2, y: ["z", null] } };
// @ts-expect-error not in the list
export const b: LiteralObjectsInput = { b: [2, 1] };
