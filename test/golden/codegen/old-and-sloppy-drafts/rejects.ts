import type { OldAndSloppyDraftsInput } from "./api.d.ts";

// @ts-expect-error a is required, draft 3 style
export const a: OldAndSloppyDraftsInput = {};
// @ts-expect-error b is a number
export const b: OldAndSloppyDraftsInput = { a: "a", b: "1" };
// @ts-expect-error k is a list of texts
export const k: OldAndSloppyDraftsInput = { a: "a", k: [1] };
