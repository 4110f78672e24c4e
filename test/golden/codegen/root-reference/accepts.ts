import type { RootReferenceInput } from "./api.d.ts";

export const full: RootReferenceInput = { path: "a", parent: { path: "b" } };
