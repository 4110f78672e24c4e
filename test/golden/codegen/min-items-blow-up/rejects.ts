import type { MinItemsBlowUpInput } from "./api.d.ts";

// @ts-expect-error text only
export const list: MinItemsBlowUpInput = { list: [1] };
