import type { DeepNestingInput } from "./api.d.ts";

export const fine: DeepNestingInput = { fine: "a" };
