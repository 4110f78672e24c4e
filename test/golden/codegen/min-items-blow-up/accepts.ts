import type { MinItemsBlowUpInput } from "./api.d.ts";

export const full: MinItemsBlowUpInput = { list: ["a"], nested: [[1]] };
