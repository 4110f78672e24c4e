import type { DeepNestingInput } from "./api.d.ts";

// @ts-expect-error typed as far as it goes
export const deep: DeepNestingInput = { deep: { n: { n: "a" } } };
