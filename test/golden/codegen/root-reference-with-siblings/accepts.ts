import type { RootReferenceWithSiblingsInput } from "./api.d.ts";

export const full: RootReferenceWithSiblingsInput = { id: "a", extra: true };
