import type { BooleanSchemasInput } from "./api.d.ts";

export const full: BooleanSchemasInput = { anything: Symbol.iterator, list: [1, "a"], none: [] };
