import type { ReferencesThatDoubleInput } from "./api.d.ts";

// @ts-expect-error the rest is as typed as ever
export const fine: ReferencesThatDoubleInput = { fine: 1 };
