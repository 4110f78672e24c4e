import type { RootReferenceWithSiblingsInput } from "./api.d.ts";

// @ts-expect-error the base asks for an id
export const base: RootReferenceWithSiblingsInput = { extra: true };
// @ts-expect-error the sibling asks for extra
export const own: RootReferenceWithSiblingsInput = { id: "a" };
