import type { DefinitionsAndDefsInput } from "./api.d.ts";

// @ts-expect-error another definition of that name
export const a: DefinitionsAndDefsInput = { a: { two: 2 } };
// @ts-expect-error and another
export const c: DefinitionsAndDefsInput = { c: { one: 1 } };
