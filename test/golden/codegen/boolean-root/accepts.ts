import type { BooleanRootInput, BooleanRootOutput } from "./api.d.ts";

export const open: BooleanRootInput = { a: 1, b: "c" };
export const output: BooleanRootOutput = 1;
