import type { UnionArgumentsInput } from "./api.d.ts";

export const path: UnionArgumentsInput = { path: "a" };
export const url: UnionArgumentsInput = { url: "a" };
