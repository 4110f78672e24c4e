import type { LocalNamesInput } from "./api.d.ts";

// @ts-expect-error by anchor
export const a: LocalNamesInput = { a: "three" };
// @ts-expect-error by the document's own id
export const b: LocalNamesInput = { b: {} };
// @ts-expect-error by the definition's id
export const c: LocalNamesInput = { c: 1 };
// @ts-expect-error by a pointer with an escape
export const d: LocalNamesInput = { d: "y" };
