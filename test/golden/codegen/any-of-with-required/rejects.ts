import type { AnyOfWithRequiredInput } from "./api.d.ts";

// @ts-expect-error neither of them
export const neither: AnyOfWithRequiredInput = { verbose: true };
// @ts-expect-error an id is text
export const wrong: AnyOfWithRequiredInput = { id: 1 };
