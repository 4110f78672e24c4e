import type { RootReferenceInput } from "./api.d.ts";

// @ts-expect-error the parent has a path too
export const parent: RootReferenceInput = { path: "a", parent: {} };
