import type { ReferencesThatDoubleInput } from "./api.d.ts";

export const fine: ReferencesThatDoubleInput = { fine: "a" };
