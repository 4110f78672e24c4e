import type { BooleanSchemasInput } from "./api.d.ts";

// @ts-expect-error anything is missing
export const missing: BooleanSchemasInput = {};
// @ts-expect-error nothing may stand here
export const nothing: BooleanSchemasInput = { anything: 1, nothing: 1 };
// @ts-expect-error the list is empty
export const none: BooleanSchemasInput = { anything: 1, none: [1] };
