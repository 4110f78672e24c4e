import type { EnumsDefaultsExamplesInput } from "./api.d.ts";

// @ts-expect-error not in the list
export const by: EnumsDefaultsExamplesInput = { by: "size" };
// @ts-expect-error another constant
export const kind: EnumsDefaultsExamplesInput = { kind: "half" };
// @ts-expect-error not in the list
export const level: EnumsDefaultsExamplesInput = { level: 3 };
// @ts-expect-error not in the list
export const mixed: EnumsDefaultsExamplesInput = { mixed: false };
