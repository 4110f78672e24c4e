import type { BooleanRootInput } from "./api.d.ts";

// @ts-expect-error arguments are an object
export const text: BooleanRootInput = "a";
